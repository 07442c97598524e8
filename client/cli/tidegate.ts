#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// All else is imported afterwards, so that what is compiled once is read from the cache the next time: half of a command's time.
enableCompileCache();
const { run } = await import('./program.ts');

await run(process.argv);
