import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bareQueue, withBareWorker } from './bare-worker.ts';
import { type Batches, hour, openBatches, rows } from './batches.ts';
import { decidedAt, ended, now, windowRun } from './decided.ts';
import { ms, quantile, times } from './figures.ts';
import type { Site } from './site.ts';

const first = Date.parse('2020-01-01T00:00:00Z');
/** The first rounds fill caches. */
const warmUp = 5;

/** From when something came: until the server had the decision, and until the run had ended. Milliseconds. */
interface Delay {
  readonly decided: number;
  readonly ended: number;
}

/** From the word that a window is complete to its durable decision, beside a bare workflow with one activity; in turns. */
export async function measureLatency(site: Site, rounds: number, say: (line: string) => void): Promise<string[]> {
  const batches = await openBatches(site);
  const figures = { ours: [] as Delay[], bare: [] as Delay[] };
  await withBareWorker(site, async () => {
    for (let round = 0; round < rounds + warmUp; round += 1) {
      const { ours, bare } = await decideOnce(site, batches, round);
      if (round < warmUp) continue;
      figures.ours.push(ours);
      figures.bare.push(bare);
      if (round % 20 === 0) say(`latency, ${round} of ${rounds}`);
    }
  });
  await writeFile(join(site.home, 'latency.json'), JSON.stringify(figures));
  return tableOf(figures);
}

async function decideOnce(site: Site, batches: Batches, round: number) {
  const start = first + round * hour;
  const batch = await batches.make(start);
  await batches.announce([batch]);
  const run = windowRun(start);
  const ours = await delayOf(site, run, async () => {
    await batches.complete(start + hour);
    await ended(site, run);
  });
  const workflowId = `bare/${round}`;
  const bare = await delayOf(site, workflowId, () =>
    site.client.workflow.execute('bare', { taskQueue: bareQueue, workflowId, args: [batch.file] }),
  );
  return { ours, bare };
}

async function delayOf(site: Site, workflowId: string, run: () => Promise<unknown>): Promise<Delay> {
  const begun = now();
  await run();
  const end = now();
  return { decided: (await decidedAt(site, workflowId)) - begun, ended: end - begun };
}

function tableOf({ ours, bare }: { readonly ours: readonly Delay[]; readonly bare: readonly Delay[] }): string[] {
  const shares = [0.5, 0.95];
  const columns = (['decided', 'ended'] as const).flatMap((what) => shares.map((share) => ({ what, share })));
  const row = (name: string, delays: readonly Delay[]) =>
    `| ${name} | ${columns
      .map(({ what, share }) =>
        ms(
          quantile(
            delays.map((delay) => delay[what]),
            share,
          ),
        ),
      )
      .join(' | ')} |`;
  const ratios = columns.map(({ what, share }) => {
    const of = (delays: readonly Delay[]) =>
      quantile(
        delays.map((delay) => delay[what]),
        share,
      );
    return times(of(ours) / of(bare));
  });
  return [
    `${ours.length} windows of ${rows.toLocaleString('en')} rows each, one check. From the request which says that the window is complete, through gateway,`,
    'stream and window: until the server has the decision (assembled, measured, judged), and until the run has ended (reported,',
    'stream and archive told).',
    '',
    '| | decided, p50 | p95 | ended, p50 | p95 |',
    '|---|---|---|---|---|',
    row('Tidegate', ours),
    row('bare workflow, one activity, no HTTP', bare),
    `| ratio | ${ratios.join(' | ')} |`,
  ];
}
