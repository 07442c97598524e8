import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { environmentOf, programs } from '#client/dev/environment.ts';
import { freePort } from '#client/local/ports.ts';
import { openSupervisor } from '#client/local/processes.ts';
import type { Service } from '#client/local/service.ts';
import { findTemporal } from '#client/local/temporal-binary.ts';
import { startTemporal } from '#client/local/temporal-server.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { readSettings } from '#stores/settings.ts';
import { startTestPostgres, type TestPostgres } from '#test/integration/postgres.ts';

/** What `tidegate dev` starts, each in a process of its own that a test can end and start again. */
export interface Installation {
  readonly home: string;
  /** For every process that is to work with it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  readonly artifactFolder: string;
  /** The PostgreSQL of its catalog. */
  readonly postgres: TestPostgres;
  /** The process that was started last under a name. */
  process(name: 'worker' | 'gateway'): Service;
  /** Starts Temporal again, on the same ports. */
  startTemporal(): Promise<void>;
  killTemporal(): Promise<void>;
  startWorker(): Promise<void>;
  startGateway(): Promise<void>;
  close(): Promise<void>;
}

export interface InstallationOptions {
  /** The queues that its worker serves; all where they are left out. */
  readonly queues?: string;
  /** Where its artifacts are; a folder of its home where this is left out. */
  readonly artifacts?: string;
  /** The folder of the trainers' programs. */
  readonly trainerPath?: string;
  /** Further variables of its processes. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts Temporal, PostgreSQL, a worker and the gateway in a home of their own. */
export async function openInstallation({
  queues = Object.keys(taskQueues).join(','),
  artifacts,
  trainerPath,
  variables,
}: InstallationOptions = {}): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-faults-'));
  const { path: binary } = await findTemporal({ cache: readSettings().cache });
  const supervisor = await openSupervisor(home);
  const [server, postgres, port] = await Promise.all([
    startTemporal({ binary, home }),
    startTestPostgres(),
    freePort(),
  ]);
  let temporal = supervisor.adopt(server);
  const { address, namespace, ports } = temporal;
  const gateway = `http://127.0.0.1:${port}`;
  const catalog = await postgres.emptyDatabase();
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
  return {
    home,
    environment,
    client,
    artifacts: await openArtifactStore(artifacts ?? artifactFolder),
    artifactFolder,
    postgres,
    process(name) {
      const service = processes.get(name);
      if (service === undefined) throw new RangeError(`no ${name} was started`);
      return service;
    },
    async startTemporal() {
      temporal = supervisor.adopt(await startTemporal({ binary, home, ports }));
    },
    killTemporal: () => temporal.kill(),
    startWorker,
    startGateway,
    async close() {
      await client.connection.close();
      await supervisor.stop();
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
