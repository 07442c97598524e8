import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { WorkflowNotFoundError } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { gatewayClient } from '#client/sdk/gateway-client.ts';
import { arrivalType, watermarkType } from '#contracts/arrival.ts';
import { wholePartition } from '#contracts/partition.ts';
import { formatInstant } from '#contracts/time.ts';
import { dataFeed, workflowId } from '#contracts/window.ts';
import { temporalConfig } from '#stores/settings.ts';
import { ms, quantile, times } from './figures.ts';
import { pipeline, type Site } from './site.ts';

const hour = 3_600_000;
const rows = 1_000;
const first = Date.parse('2020-01-01T00:00:00Z');

/** From the word that a window is complete to its durable decision, beside a bare workflow with one activity; in turns. */
export async function measureLatency(site: Site, rounds: number, say: (line: string) => void): Promise<string[]> {
  const gateway = gatewayClient({ url: site.services.addresses.gateway });
  const path = join(site.home, 'batch.parquet');
  const database = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const taskQueue = 'bench-bare';
  const { connectionOptions } = temporalConfig({ ...process.env, ...site.services.environment });
  const connection = await NativeConnection.connect(connectionOptions);
  const worker = await Worker.create({
    connection,
    taskQueue,
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
  const figures = { ours: [] as number[], bare: [] as number[] };
  await worker.runUntil(async () => {
    for (let round = 0; round < rounds + 5; round += 1) {
      const start = first + round * hour;
      await database.run(
        `COPY (SELECT i AS id, epoch_ms(${start}::BIGINT + i) AS at FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet)`,
      );
      const ours = await decideWindow(site, gateway, path, start);
      const begun = performance.now();
      await site.client.workflow.execute('bare', { taskQueue, workflowId: `bare/${round}`, args: [path] });
      // The first rounds fill caches.
      if (round < 5) continue;
      figures.ours.push(ours);
      figures.bare.push(performance.now() - begun);
      if (round % 20 === 0) say(`latency, ${round} of ${rounds}`);
    }
  });
  await connection.close();
  await writeFile(join(site.home, 'latency.json'), JSON.stringify(figures));
  return tableOf(figures);
}

type Gateway = ReturnType<typeof gatewayClient>;

async function decideWindow(site: Site, gateway: Gateway, path: string, start: number): Promise<number> {
  const { uri, digest, bytes } = await gateway.store(path);
  const producedBy = { name: 'bench', version: '1' };
  const span = { minTime: formatInstant(start), maxTime: formatInstant(start + rows - 1) };
  await gateway.announce(pipeline, {
    specversion: '1.0',
    type: arrivalType,
    id: `batch/${start}`,
    source: 'events',
    data: { uri, digest, bytes, rows, format: 'parquet', ...span, producedBy },
  });
  const begun = performance.now();
  await gateway.announce(pipeline, {
    specversion: '1.0',
    type: watermarkType,
    id: `complete/${start}`,
    source: 'events',
    data: { completeThrough: formatInstant(start + hour - 1) },
  });
  const window = { start, end: start + hour };
  await resultOf(site, workflowId.window(pipeline, wholePartition, dataFeed, window, 0));
  return performance.now() - begun;
}

/** Waits for a run that another workflow starts. */
async function resultOf({ client }: Site, id: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(2)) {
    try {
      return void (await client.workflow.getHandle(id).result());
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  throw new Error(`${id} did not begin`);
}

function tableOf({ ours, bare }: { readonly ours: readonly number[]; readonly bare: readonly number[] }): string[] {
  const row = (name: string, figures: readonly number[]) =>
    `| ${name} | ${ms(quantile(figures, 0.5))} | ${ms(quantile(figures, 0.95))} |`;
  const ratio = (share: number) => times(quantile(ours, share) / quantile(bare, share));
  return [
    `${ours.length} windows of ${rows.toLocaleString('en')} rows each, one check. From the request which says that the window is complete, through gateway,`,
    'stream and window, to the result of the window run: assembled, measured, judged, reported, sealed.',
    '',
    '| | p50 | p95 |',
    '|---|---|---|',
    row('Tidegate', ours),
    row('bare workflow, one activity, no HTTP', bare),
    `| ratio | ${ratio(0.5)} | ${ratio(0.95)} |`,
  ];
}
