import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deskVariable, openDesk } from './desk.ts';
import { openSharedServers } from './servers.ts';

/** Once a run: opens the desk at which its files ask for their part of the shared servers. */
export default async function setup(): Promise<() => Promise<void>> {
  const servers = await openSharedServers();
  const desk = await openDesk(servers);
  process.env[deskVariable] = desk.url;
  // What one process has compiled the next one need not: half of the start of each, and a run starts hundreds.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
  return async () => {
    await desk.close();
    await servers.close();
  };
}
