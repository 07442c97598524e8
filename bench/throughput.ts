import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { wholePartition } from '#contracts/partition.ts';
import { workflowId } from '#contracts/window.ts';
import { stateQuery } from '#workflows/stream/messages.ts';
import { perSecond, quantile, times } from './figures.ts';
import { pipeline, type Site } from './site.ts';

const Load = z.object({
  accepted: z.number(),
  refused: z.number(),
  seconds: z.number(),
  latencies: z.array(z.number()),
});
type Load = z.infer<typeof Load>;

/** How the callers come: so many connections in a closed loop, with so many arrivals in a request. */
interface Manner {
  readonly callers: number;
  readonly batch: number;
}

const manners: readonly Manner[] = [
  { callers: 64, batch: 1 },
  { callers: 256, batch: 1 },
  { callers: 64, batch: 100 },
];

/** Arrivals a second through the gateway, beside one signal a request through the same HTTP server; in turns, twice. */
export async function measureThroughput(site: Site, seconds: number, say: (line: string) => void): Promise<string[]> {
  const plain = await startPlain(site);
  const lines: string[] = [];
  try {
    for (const manner of manners) {
      const loads = { gateway: [] as Load[], plain: [] as Load[] };
      for (const round of [1, 2]) {
        for (const [name, url] of [
          ['gateway', site.services.addresses.gateway],
          ['plain', plain.url],
        ] as const) {
          say(`throughput, ${name}, ${manner.callers} callers, ${manner.batch} a request, round ${round}`);
          loads[name].push(
            await load(site, url, `${name}-${manner.callers}-${manner.batch}-${round}`, manner, seconds),
          );
        }
      }
      lines.push(...rowsOf(manner, loads));
    }
  } finally {
    plain.process.kill();
  }
  return [
    'Callers in a closed loop, each on a connection of its own; every accepted arrival was decided by the stream afterwards.',
    '',
    '| callers, arrivals a request | | arrivals | p50 | p99 | answered 429 or 503 |',
    '|---|---|---|---|---|---|',
    ...lines,
  ];
}

/** What a load came to, once the stream has decided all of it. */
async function load(site: Site, url: string, name: string, manner: Manner, seconds: number): Promise<Load> {
  const before = await decidedArrivals(site);
  const done = await callersOf(url, name, manner, seconds);
  await drained(site);
  const decided = (await decidedArrivals(site)) - before;
  if (decided < done.accepted) throw new Error(`${done.accepted} were accepted, ${decided} were decided`);
  return done;
}

function rowsOf({ callers, batch }: Manner, loads: { gateway: Load[]; plain: Load[] }): string[] {
  const of = (all: readonly Load[]) => {
    const latencies = all.flatMap((load) => load.latencies);
    return {
      rate: all.reduce((sum, load) => sum + load.accepted, 0) / all.reduce((sum, load) => sum + load.seconds, 0),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      refused: all.reduce((sum, load) => sum + load.refused, 0),
    };
  };
  const [ours, reference] = [of(loads.gateway), of(loads.plain)];
  const row = (name: string, { rate, p50, p99, refused }: typeof ours) =>
    `| ${callers}, ${batch} | ${name} | ${perSecond(rate)} | ${p50.toFixed(0)} ms | ${p99.toFixed(0)} ms | ${refused} |`;
  return [
    row('gateway (group commit)', ours),
    row('one signal a request', reference),
    `| | ratio | ${times(ours.rate / reference.rate)} | ${times(ours.p50 / reference.p50)} | ${times(ours.p99 / reference.p99)} | |`,
  ];
}

async function callersOf(url: string, name: string, { callers, batch }: Manner, seconds: number): Promise<Load> {
  const args = ['--url', url, '--name', name, '--seconds', String(seconds)];
  args.push('--callers', String(callers), '--batch', String(batch));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'callers.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return Load.parse(JSON.parse(line));
  throw new Error('the callers ended without an answer');
}

async function startPlain({ services }: Site): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'plain-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...services.environment },
  });
  for await (const line of createInterface({ input: child.stdout }))
    return { url: z.object({ listening: z.string() }).parse(JSON.parse(line)).listening, process: child };
  throw new Error('the plain server did not start');
}

const viewOf = ({ client }: Site) =>
  client.workflow.getHandle(workflowId.stream(pipeline, wholePartition)).query(stateQuery);

const decidedArrivals = async (site: Site): Promise<number> => (await viewOf(site)).arrivals;

async function drained(site: Site): Promise<void> {
  const end = Date.now() + 300_000;
  while (Date.now() < end) {
    const view = await viewOf(site).catch(() => undefined);
    if (view?.backlog === 0) return;
    await sleep(500);
  }
  throw new Error('the stream did not catch up within five minutes');
}
