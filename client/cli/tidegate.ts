#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Everything else is imported after this call, so that Node caches its compiled code. That halves the time of the next
// command.
enableCompileCache();
const { run } = await import('./program.ts');

await run(process.argv);
