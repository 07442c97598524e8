import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { findTemporal } from '#local/temporal-binary.ts';
import { retentionMs, startTemporal } from '#local/temporal-server.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings } from '#stores/settings.ts';
import { buildBundle } from '#worker/bundle.ts';
import { registerSearchAttributes } from '#worker/namespace.ts';
import { startTestPostgres } from '../postgres.ts';
import { startTestS3 } from '../s3/server.ts';

/** A namespace of one's own on the Temporal server of the run. */
export interface SharedTemporal {
  readonly address: string;
  readonly namespace: string;
}

/** A bucket of one's own on the S3 server of the run. */
export interface SharedBucket {
  /** For every process that is to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly name: string;
  /** Where the server keeps the bucket's objects. */
  readonly folder: string;
}

/** What the files of one run share. Each server starts when it is first asked for; whoever asks gets a part that is theirs alone. */
export interface SharedServers {
  temporal(): Promise<SharedTemporal>;
  /** The URL of an empty database. */
  database(): Promise<string>;
  bucket(): Promise<SharedBucket>;
  /** The build id of the bundle, which then lies in the cache. */
  bundle(): Promise<string>;
  close(): Promise<void>;
}

export async function openSharedServers(): Promise<SharedServers> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-shared-'));
  const { cache } = readSettings();
  const ends: (() => Promise<void>)[] = [];

  const temporal = once(async () => {
    const { path: binary } = await findTemporal({ cache });
    const server = await startTemporal({ binary, home });
    const connection = await Connection.connect({ address: server.address });
    ends.push(
      () => server.stop(),
      () => connection.close(),
    );
    return { address: server.address, connection };
  });
  const postgres = once(async () => {
    const server = await startTestPostgres();
    ends.push(() => server.stop());
    return server;
  });
  const s3 = once(async () => {
    const server = await startTestS3();
    ends.push(() => server.stop());
    return server;
  });
  const bundle = once(async () => {
    const { buildId } = await buildBundle(await openArtifactStore(join(home, 'bundle')), { cache });
    return buildId;
  });

  return {
    async temporal() {
      const { address, connection } = await temporal();
      const namespace = `test-${randomUUID()}`;
      const workflowExecutionRetentionPeriod = msToTs(retentionMs);
      await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
      await registerSearchAttributes(new Client({ connection, namespace }));
      return { address, namespace };
    },
    database: async () => (await postgres()).emptyDatabase(),
    async bucket() {
      const server = await s3();
      return { environment: server.environment, ...(await server.emptyBucket()) };
    },
    bundle,
    async close() {
      for (const end of ends.toReversed()) await end();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Makes something when it is first asked for; where that failed, the next one tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
