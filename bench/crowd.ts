import { bareQueue, withBareWorker } from './bare-worker.ts';
import { type Batch, type Batches, hour, openBatches, rows } from './batches.ts';
import { ended, windowRun } from './decided.ts';
import { times } from './figures.ts';
import type { Site } from './site.ts';

const first = Date.parse('2030-01-01T00:00:00Z');

/** Many panes that fire at once, and many arrivals of one window, beside as many bare workflows. */
export async function measureCrowds(site: Site, count: number, say: (line: string) => void): Promise<string[]> {
  const batches = await openBatches(site);
  return withBareWorker(site, async () => {
    say(`${count} panes at once`);
    const spread = await made(batches, count, (i) => first + i * hour);
    const panes = await seconds(() => decide(site, batches, spread, first + count * hour));
    const besidePanes = await seconds(() => bare(site, spread, 'panes'));
    say(`${count} arrivals into one window`);
    const from = first + (count + 1) * hour;
    const crowded = await made(batches, count, (i) => from + i * rows);
    const arrivals = await seconds(() => decide(site, batches, crowded, from + hour));
    const besideArrivals = await seconds(() => bare(site, crowded, 'arrivals'));
    const row = (name: string, ours: number, reference: number) =>
      `| ${name} | ${ours.toFixed(1)} s | ${reference.toFixed(1)} s | ${times(ours / reference)} |`;
    return [
      `${count} batches of ${rows.toLocaleString('en')} rows each. From their announcement to the end of the last window run, beside a bare workflow with`,
      'one activity for each batch, all started at once.',
      '',
      '| | Tidegate | bare workflows | ratio |',
      '|---|---|---|---|',
      row(`${count} panes at once`, panes, besidePanes),
      row(`${count} arrivals into one window`, arrivals, besideArrivals),
    ];
  });
}

async function made(batches: Batches, count: number, startOf: (i: number) => number): Promise<Batch[]> {
  const all: Batch[] = [];
  for (let i = 0; i < count; i += 1) all.push(await batches.make(startOf(i)));
  return all;
}

async function decide(site: Site, batches: Batches, all: readonly Batch[], end: number): Promise<void> {
  await batches.announce(all);
  await batches.complete(end);
  const windows = new Set(all.map(({ start }) => start - (start % hour)));
  await Promise.all([...windows].map((start) => ended(site, windowRun(start))));
}

async function bare({ client }: Site, all: readonly Batch[], name: string): Promise<void> {
  await Promise.all(
    all.map(({ file }, i) =>
      client.workflow.execute('bare', { taskQueue: bareQueue, workflowId: `bare/${name}/${i}`, args: [file] }),
    ),
  );
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}
