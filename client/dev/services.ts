import { dirname } from 'node:path';
import { freePort } from '../local/ports.ts';
import { type Postgres, startPostgres } from '../local/postgres.ts';
import type { Supervisor } from '../local/processes.ts';
import { pythonEnvironment } from '../local/python-environment.ts';
import { findTemporal } from '../local/temporal-binary.ts';
import { startTemporal, type TemporalServer } from '../local/temporal-server.ts';
import { type Addresses, environmentOf, environmentsFolder, programs, trainerRequirements } from './environment.ts';

/** How the services of one machine are started. */
export interface ServicesOptions {
  readonly supervisor: Supervisor;
  readonly cache: string;
  /** The port of the gateway; a free one where it is left out. */
  readonly gatewayPort?: number;
  /** Folders of the trainer's programs; an environment for the example's trainer is made where it is left out. */
  readonly trainerPath?: string | undefined;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Everything that Tidegate needs, on one machine. */
export interface Services {
  readonly addresses: Addresses;
  /** For every process that is to work with these services. */
  readonly environment: Readonly<Record<string, string>>;
  startWorker(more?: NodeJS.ProcessEnv): Promise<void>;
  /** Ends worker and trainer worker at once, as a crash would. */
  killWorker(): Promise<void>;
  /** Ends Temporal's server at once, and starts it again on the same ports. */
  killServer(): Promise<void>;
  restartServer(): Promise<void>;
}

/** Milliseconds for a worker to bundle its workflows and to connect. */
const workerReadyMs = 90_000;

/** Training and inference share no process: the trainer has a worker of its own. */
const workers = [
  { name: 'worker', queues: 'core,panes,inference,archive' },
  { name: 'trainer-worker', queues: 'training' },
] as const;

/** Starts Temporal with its UI, PostgreSQL, the workers and the gateway, each ready before the next one. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { supervisor, cache, onProgress, signal } = options;
  const { home } = supervisor;
  const [binary, python] = await Promise.all([
    findTemporal({ cache, onProgress, ...(signal && { signal }) }),
    options.trainerPath === undefined
      ? pythonEnvironment({ requirements: trainerRequirements, folder: environmentsFolder, onProgress, signal })
      : undefined,
  ]);
  const server = { binary: binary.path, home, ui: true };
  const [temporal, postgres, gatewayPort] = await Promise.all([
    startTemporal(server),
    startPostgres({ home, cache, onNotice: onProgress }),
    options.gatewayPort ?? freePort(),
  ]);
  supervisor.adopt(postgres);
  supervisor.adopt(temporal);
  const trainerPath = options.trainerPath ?? (python && dirname(python.python));
  const addresses = addressesOf(home, { temporal, postgres, gatewayPort, trainerPath });
  const environment = environmentOf(addresses);

  const running = { temporal, workers: [] as { kill(): Promise<void> }[] };
  const startWorker = async (more: NodeJS.ProcessEnv = {}) => {
    running.workers = await Promise.all(
      workers.map(({ name, queues }) =>
        supervisor.start({
          name,
          run: { script: programs.worker },
          env: { ...environment, TIDEGATE_QUEUES: queues, ...more },
          ready: { line: /"ready":true/ },
          readyWithinMs: workerReadyMs,
        }),
      ),
    );
  };
  const startGateway = () =>
    supervisor.start({
      name: 'gateway',
      run: { script: programs.gateway },
      env: { ...environment, TIDEGATE_GATEWAY_PORT: String(gatewayPort) },
      ready: { url: `${addresses.gateway}/health/live` },
    });
  await Promise.all([startWorker(), startGateway()]);

  return {
    addresses,
    environment,
    startWorker,
    killWorker: async () => void (await Promise.all(running.workers.map((worker) => worker.kill()))),
    killServer: () => running.temporal.kill(),
    async restartServer() {
      running.temporal = supervisor.adopt(await startTemporal({ ...server, ports: temporal.ports }));
    },
  };
}

interface Started {
  readonly temporal: TemporalServer;
  readonly postgres: Postgres;
  readonly gatewayPort: number;
  readonly trainerPath: string | undefined;
}

const addressesOf = (home: string, { temporal, postgres, gatewayPort, trainerPath }: Started): Addresses => ({
  home,
  temporal: temporal.address,
  namespace: temporal.namespace,
  temporalUi: temporal.uiUrl,
  catalog: postgres.url,
  gateway: `http://127.0.0.1:${gatewayPort}`,
  trainerPath,
});
