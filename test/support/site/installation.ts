import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { taskQueues } from '#contracts/task-queues.ts';
import { environmentOf, programs } from '#local/dev/environment.ts';
import { freePort } from '#local/ports.ts';
import { openSupervisor, type Supervisor } from '#local/processes.ts';
import type { Service } from '#local/service.ts';
import { findTemporal } from '#local/temporal-binary.ts';
import { startTemporal } from '#local/temporal-server.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { readSettings } from '#stores/settings.ts';
import { onFailure } from '../failure.ts';
import { startTestPostgres, type TestPostgres } from '../postgres.ts';
import { sharedBundle, sharedDatabase, sharedTemporal } from '../shared/ask.ts';
import { discard, temporaryFolder } from '../temporary-folder.ts';
import { decisionsAsTold, namespaceAsTold } from './told.ts';

/** What `tidegate dev` starts, each in a process of its own that a test can end and start again. */
export interface Installation {
  readonly home: string;
  /** For every process that is to work with it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  readonly artifactFolder: string;
  /** The PostgreSQL of its catalog, where it is its own. */
  readonly postgres: TestPostgres;
  /** The process that was started last under a name. */
  process(name: 'worker' | 'gateway'): Service;
  /** Its Temporal server, where it is its own. */
  readonly temporal: { kill(): Promise<void>; restart(): Promise<void> };
  startWorker(): Promise<void>;
  startGateway(): Promise<void>;
  close(): Promise<void>;
}

export interface InstallationOptions {
  /** The servers that it has for itself, to kill or to pause; what is left out it shares with the other files of the run. */
  readonly own?: readonly ('temporal' | 'postgres')[];
  /** The queues that its worker serves; all where they are left out. */
  readonly queues?: string;
  /** Where its artifacts are; a folder of its home where this is left out. */
  readonly artifacts?: string;
  /** The folder of the trainers' programs. */
  readonly trainerPath?: string;
  /** Further variables of its processes. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts a worker and the gateway in a home of their own, before Temporal and PostgreSQL. */
export async function openInstallation({
  own = [],
  queues = Object.keys(taskQueues).join(','),
  artifacts,
  trainerPath,
  variables,
}: InstallationOptions = {}): Promise<Installation> {
  const home = await temporaryFolder('installation');
  const supervisor = await openSupervisor(home);
  const [temporal, postgres, port] = await Promise.all([
    own.includes('temporal') ? ownTemporal(home, supervisor) : partOfShared(),
    own.includes('postgres') ? startTestPostgres() : undefined,
    freePort(),
  ]);
  const { address, namespace } = temporal;
  const gateway = `http://127.0.0.1:${port}`;
  const catalog = await (postgres?.emptyDatabase() ?? sharedDatabase());
  const artifactFolder = join(home, 'artifacts');
  const environment = {
    ...environmentOf({ home, temporal: address, namespace, catalog, gateway, trainerPath }),
    ...(artifacts !== undefined && { TIDEGATE_ARTIFACTS: artifacts }),
    ...variables,
  };
  const processes = new Map<string, Service>();

  const startWorker = async () => {
    const worker = await supervisor.start({
      name: 'worker',
      run: { script: programs.worker },
      env: { ...environment, TIDEGATE_QUEUES: queues },
      ready: { line: /"ready":true/ },
      readyWithinMs: 90_000,
    });
    processes.set('worker', worker);
  };
  const startGateway = async () => {
    const service = await supervisor.start({
      name: 'gateway',
      run: { script: programs.gateway },
      env: { ...environment, TIDEGATE_GATEWAY_PORT: String(port) },
      ready: { url: `${gateway}/health/live` },
    });
    processes.set('gateway', service);
  };
  await Promise.all([startGateway(), startWorker()]);
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  onFailure(async () => `${await catalogAsTold(catalog)}\n${await namespaceAsTold(client)}\n`);
  return {
    home,
    environment,
    client,
    artifacts: await openArtifactStore(artifacts ?? artifactFolder),
    artifactFolder,
    get postgres() {
      return itsOwn(postgres, 'postgres');
    },
    get temporal() {
      return itsOwn(temporal.server, 'temporal');
    },
    process(name) {
      const service = processes.get(name);
      if (service === undefined) throw new RangeError(`no ${name} was started`);
      return service;
    },
    startWorker,
    startGateway,
    async close() {
      await client.connection.close();
      await supervisor.stop();
      await postgres?.stop();
      await discard(home);
    },
  };
}

async function ownTemporal(home: string, supervisor: Supervisor) {
  const { path: binary } = await findTemporal({ cache: readSettings().cache });
  let running = supervisor.adopt(await startTemporal({ binary, home }));
  const { address, namespace, ports } = running;
  const server = {
    kill: () => running.kill(),
    async restart() {
      running = supervisor.adopt(await startTemporal({ binary, home, ports }));
    },
  };
  return { address, namespace, server };
}

function itsOwn<T>(server: T | undefined, name: string): T {
  if (server === undefined) throw new RangeError(`the installation shares ${name}: open it with \`own: ['${name}']\``);
  return server;
}

/** The bundle comes with it, so that its worker need not make it. */
async function partOfShared() {
  const [part] = await Promise.all([sharedTemporal(), sharedBundle()]);
  return { ...part, server: undefined };
}

async function catalogAsTold(url: string): Promise<string> {
  const catalog = openCatalog(url);
  const decisions = await catalog.decisions({ limit: 10_000 }).finally(() => catalog.close());
  return decisionsAsTold(decisions);
}
