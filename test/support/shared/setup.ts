import { deskVariable, openDesk } from './desk.ts';
import { openSharedServers } from './servers.ts';

/** Once a run: opens the desk at which its files ask for their part of the shared servers. */
export default async function setup(): Promise<() => Promise<void>> {
  const servers = await openSharedServers();
  const desk = await openDesk(servers);
  process.env[deskVariable] = desk.url;
  return async () => {
    await desk.close();
    await servers.close();
  };
}
