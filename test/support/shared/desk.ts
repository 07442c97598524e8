import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SharedServers } from './servers.ts';

/** Names the desk's address to the processes of a run's tests. */
export const deskVariable = 'TIDEGATE_TEST_DESK';

export type Wanted = Exclude<keyof SharedServers, 'close'>;

/** Where the processes of a run's tests ask for their part of the shared servers: `POST /temporal`, and so on, answered in JSON. */
export interface Desk {
  readonly url: string;
  close(): Promise<void>;
}

export async function openDesk(servers: SharedServers): Promise<Desk> {
  const parts: Readonly<Record<Wanted, () => Promise<unknown>>> = {
    temporal: servers.temporal,
    database: servers.database,
    bucket: servers.bucket,
    bundle: servers.bundle,
  };
  const server = createServer(({ url = '' }, response) => {
    const part = Object.entries(parts).find(([name]) => url === `/${name}`);
    Promise.resolve(part?.[1]())
      .then((given) => response.writeHead(given === undefined ? 404 : 200).end(JSON.stringify(given ?? null)))
      .catch((error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => closed(server) };
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo;
  return address.port;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
