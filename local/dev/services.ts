import { dirname } from 'node:path';
import { freePort } from '../ports.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import type { Supervisor } from '../processes.ts';
import { locatePythonEnvironment, pythonEnvironment } from '../python-environment.ts';
import { findTemporal } from '../temporal-binary.ts';
import { startTemporal, type TemporalServer } from '../temporal-server.ts';
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
  /**
   * Trainings can be run. The trainer's environment takes longest where it is not there yet, so nothing else waits for it.
   *
   * Rejects with `MACHINE_INCOMPLETE` where its packages cannot be had.
   */
  readonly trainerReady: Promise<unknown>;
  /** Starts what {@link killWorker} ended. */
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
const workers = { worker: 'core,panes,inference,archive,notices', 'trainer-worker': 'training' } as const;
type WorkerName = keyof typeof workers;

/** Starts Temporal with its UI, PostgreSQL, the workers and the gateway, each ready before the next one. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { supervisor, cache, onProgress, signal } = options;
  const { home } = supervisor;
  const [binary, trainer] = await Promise.all([
    findTemporal({ cache, onProgress, ...(signal && { signal }) }),
    trainerOf(options),
  ]);
  const server = { binary: binary.path, home, ui: true };
  const [temporal, postgres, gatewayPort] = await Promise.all([
    startTemporal(server),
    startPostgres({ home, cache, onNotice: onProgress }),
    options.gatewayPort ?? freePort(),
  ]);
  supervisor.adopt(postgres);
  supervisor.adopt(temporal);
  const addresses = addressesOf(home, { temporal, postgres, gatewayPort, trainerPath: trainer.path });
  const environment = environmentOf(addresses);

  const running = { temporal, workers: new Map<WorkerName, { kill(): Promise<void> }>() };
  const start = async (name: WorkerName, more: NodeJS.ProcessEnv = {}) => {
    const service = await supervisor.start({
      name,
      run: { script: programs.worker },
      env: { ...environment, TIDEGATE_QUEUES: workers[name], ...more },
      ready: { line: /"ready":true/ },
      readyWithinMs: workerReadyMs,
    });
    running.workers.set(name, service);
  };
  const startGateway = () =>
    supervisor.start({
      name: 'gateway',
      run: { script: programs.gateway },
      env: { ...environment, TIDEGATE_GATEWAY_PORT: String(gatewayPort) },
      ready: { url: `${addresses.gateway}/health/live` },
    });
  const trainerReady = trainer.made.then(() => start('trainer-worker'));
  // A failure is reported to whoever awaits the promise.
  trainerReady.catch(() => undefined);
  await Promise.all([start('worker'), startGateway()]);

  return {
    addresses,
    environment,
    trainerReady,
    startWorker: async (more) => void (await Promise.all([...running.workers.keys()].map((name) => start(name, more)))),
    killWorker: async () => void (await Promise.all([...running.workers.values()].map((worker) => worker.kill()))),
    killServer: () => running.temporal.kill(),
    async restartServer() {
      running.temporal = supervisor.adopt(await startTemporal({ ...server, ports: temporal.ports }));
    },
  };
}

/** The folder of the trainer's programs, and when all of them are there. */
async function trainerOf({
  trainerPath,
  onProgress,
  signal,
}: ServicesOptions): Promise<{ readonly path: string; readonly made: Promise<unknown> }> {
  if (trainerPath !== undefined) return { path: trainerPath, made: Promise.resolve() };
  const wanted = { requirements: trainerRequirements, folder: environmentsFolder, onProgress, signal };
  const { python } = await locatePythonEnvironment(wanted);
  return { path: dirname(python), made: pythonEnvironment(wanted) };
}

interface Started {
  readonly temporal: TemporalServer;
  readonly postgres: Postgres;
  readonly gatewayPort: number;
  readonly trainerPath: string;
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
