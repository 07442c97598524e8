import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { Catalog } from '#stores/catalog/catalog.ts';
import type { Settings, TemporalConfig } from '#stores/settings.ts';
import { connect, disconnect } from '../temporal/connect.ts';
import type { Access } from './access/followed.ts';
import { gatewayApp, type Logs } from './app.ts';
import { memoryBudget } from './memory-budget.ts';
import { pipelines } from './pipelines.ts';
import { readinessOf } from './readiness.ts';
import { rowsIntake } from './rows/intake.ts';
import type { GatewaySettings } from './settings.ts';
import { streams } from './streams.ts';

/** A gateway that listens. */
export interface Gateway {
  /** `http://127.0.0.1:7433`. */
  readonly url: string;
  /** Accepts no new requests, finishes those that it has, and ends. After ten seconds it ends at once. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly settings: Pick<Settings, 'artifacts' | 'fileRoots'>;
  /** For receipts; closed with the gateway. */
  readonly catalog?: Pick<Catalog, 'decisions' | 'ping' | 'close'>;
  readonly gateway: GatewaySettings;
  /** The principals that are admitted; without it everybody on this machine. Stopped with the gateway. */
  readonly access?: Access;
  readonly temporal: TemporalConfig;
  readonly logs: Logs;
}

const closeMs = 10_000;

/** The most bytes of event and row bodies in memory. */
const mostBytesHeld = 128 * 1_024 * 1_024;

/** Starts a gateway. It also starts if Temporal or the catalog is down, and then reports that in its readiness. */
export async function startGateway({
  settings,
  catalog,
  gateway,
  access,
  temporal,
  logs,
}: GatewayOptions): Promise<Gateway> {
  const client = connect(temporal, 'tidegate-gateway');
  const artifacts = await openArtifactStore(settings.artifacts);
  const toStreams = streams(client, artifacts);
  const intake = rowsIntake(artifacts, toStreams);
  const services = {
    client,
    artifacts,
    catalog,
    pipelines: pipelines(client, artifacts),
    streams: toStreams,
    rows: intake,
    access,
    memory: memoryBudget(mostBytesHeld),
    readiness: () => readinessOf({ client, artifacts, catalog }),
    fileRoots: settings.fileRoots,
    maxArtifactBytes: gateway.maxArtifactBytes,
  };
  const server = createAdaptorServer({ fetch: gatewayApp(services, logs).fetch });
  const address = await listen(server, gateway);

  async function close(): Promise<void> {
    intake.hurry();
    await closeServer(server);
    access?.stop();
    await toStreams.idle();
    await Promise.all([disconnect(client), catalog?.close()]);
  }
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${host}:${address.port}`, close };
}

type Server = ReturnType<typeof createAdaptorServer>;

/** Accepts no new connections, waits for the requests that are being served, and finally closes all connections. */
async function closeServer(server: Server): Promise<void> {
  if (!('closeIdleConnections' in server)) throw new Error('the gateway speaks HTTP/1.1');
  // Keep-alive would hold a connection open after its request was answered, so idle ones are closed repeatedly.
  const drop = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), closeMs - 1_000);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(drop);
  clearTimeout(cut);
}

async function listen(server: Server, { host, port }: GatewaySettings): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'EADDRINUSE' ? `port ${port} is taken` : `cannot listen on ${host}:${port}: ${cause.message}`;
      const remedy = 'Stop what listens there, or set TIDEGATE_GATEWAY_PORT.';
      reject(
        new TidegateError(
          { code: 'USAGE', message, path: 'TIDEGATE_GATEWAY_PORT', observed: String(port), remedy },
          { cause },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway listens on no address');
  return address;
}
