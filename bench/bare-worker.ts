import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { temporalConfig } from '#stores/settings.ts';
import type { Site } from './site.ts';

export const bareQueue = 'bench-bare';

/** Does some work while a worker runs that knows nothing but the reference: a bare workflow with one activity. */
export async function withBareWorker<T>({ services }: Site, work: () => Promise<T>): Promise<T> {
  const database = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const { connectionOptions } = temporalConfig({ ...process.env, ...services.environment });
  const connection = await NativeConnection.connect(connectionOptions);
  const worker = await Worker.create({
    connection,
    taskQueue: bareQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: join(import.meta.dirname, 'bare', 'workflows.ts'),
      logger: new DefaultLogger('WARN'),
    }),
    activities: {
      async countRows(file: string) {
        const found = await database.runAndReadAll(`SELECT count(*)::INT FROM read_parquet('${file}')`);
        return Number(found.getRows()[0]?.[0]);
      },
    },
  });
  try {
    return await worker.runUntil(work);
  } finally {
    await connection.close();
  }
}
