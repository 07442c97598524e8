import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { perSecond, quantile, times } from './figures.ts';
import { type Load, load, type Manner } from './load.ts';
import { pipelines, type Site } from './site.ts';

const each = { gateway: pipelines.partitioned, plain: pipelines.partitioned };
const manners: readonly (Manner & {
  readonly to: typeof each | typeof pipelines.single | typeof pipelines.hundreds;
})[] = [
  { callers: 64, batch: 1, to: pipelines.single },
  { callers: 256, batch: 1, to: pipelines.single },
  { callers: 64, batch: 100, to: pipelines.hundreds },
  { callers: 64, batch: 1, to: each },
  { callers: 1_000, batch: 1, to: each },
];
/** A signal of a hundred arrivals has 40 kB, and a run's history ends at 50 MB: the reference would not outlive more. */
const plainSecondsOfHundreds = 1;

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
          say(`throughput, ${name}, ${nameOf(manner)}, round ${round}`);
          const target = { url, pipeline: manner.to[name], name: `${name}-${nameOf(manner)}-${round}` };
          const short = name === 'plain' && manner.batch > 1;
          loads[name].push(await load(site, { ...target, seconds: short ? plainSecondsOfHundreds : seconds }, manner));
        }
      }
      lines.push(...rowsOf(manner, loads));
    }
  } finally {
    plain.process.kill();
  }
  return [
    'Callers in a closed loop, each on a connection of its own; every accepted arrival was decided by the stream afterwards. With a',
    `hundred a request the reference is loaded for ${plainSecondsOfHundreds} s, the gateway for ${seconds} s: signals of 40 kB would soon end a run by its size.`,
    '',
    '| callers, arrivals a request, streams | | arrivals | p50 | p99 | answered 429 or 503 |',
    '|---|---|---|---|---|---|',
    ...lines,
  ];
}

const nameOf = ({ callers, batch, to }: (typeof manners)[number]): string =>
  `${callers}, ${batch}, ${to === each ? 100 : 1}`;

function rowsOf(manner: (typeof manners)[number], loads: { gateway: Load[]; plain: Load[] }): string[] {
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
    `| ${nameOf(manner)} | ${name} | ${perSecond(rate)} | ${p50.toFixed(0)} ms | ${p99.toFixed(0)} ms | ${refused} |`;
  return [
    row('gateway (group commit)', ours),
    row('one signal a request', reference),
    `| | ratio | ${times(ours.rate / reference.rate)} | ${times(ours.p50 / reference.p50)} | ${times(ours.p99 / reference.p99)} | |`,
  ];
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
