import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { pythonEnvironment } from '#local/python-environment.ts';
import { readSettings } from '#stores/settings.ts';
import { quantile, times } from '../figures.ts';
import { setting, writeResults } from '../results.ts';
import { type FlightFiles, makeFlights } from './data.ts';
import { limitSeconds, run, type Took } from './program.ts';

// The same twelve checks by Tidegate, by SQL of one's own, and by other tools: `npm run bench:checks`; with `--short` on one year of
// flights, printed only.

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const say = (line: string) => process.stderr.write(`${line}\n`);
const here = import.meta.dirname;
const years = values.short ? 1 : 9;
const rounds = values.short ? 1 : 3;

interface Contender {
  readonly name: string;
  readonly take: (files: FlightFiles) => Promise<Took | undefined>;
}

const command = join(here, '..', '..', 'client', 'cli', 'tidegate.ts');
const gate = join(here, 'gate.yaml');

const tidegate = ({ flights, reference }: FlightFiles, folder: string, ...more: readonly string[]) =>
  run(process.execPath, [
    command,
    ...['check', join(folder, 'gate.yaml'), '--data', ...flights, '--reference', reference, '--json', ...more],
  ]);

function contenders(folder: string, python: string): Contender[] {
  const script = (name: string) => (files: FlightFiles) =>
    run(python, [join(here, `by_${name}.py`), files.flights[0] ?? '', files.reference, files.carriers]);
  const byHand = (files: FlightFiles) =>
    run(process.execPath, [join(here, 'by-hand.ts'), files.flights[0] ?? '', files.reference, files.carriers]);
  return [
    { name: 'SQL by hand, DuckDB from Node', take: byHand },
    { name: 'Tidegate', take: (files) => tidegate(files, folder) },
    { name: 'Polars, by hand', take: script('polars') },
    { name: 'Pandera on Polars', take: script('pandera') },
    { name: 'Great Expectations on pandas', take: script('great_expectations') },
    { name: 'Evidently', take: script('evidently') },
  ];
}

const Report = z.object({ verdict: z.string(), digest: z.string() });
const digestIn = (took: Took | undefined): string => {
  if (took === undefined) throw new Error(`the gate ${unended}`);
  const { verdict, digest } = Report.parse(JSON.parse(took.output));
  if (verdict !== 'pass') throw new Error(`the gate ended in ${verdict}`);
  return digest;
};

const unended = `did not end within ${limitSeconds} s`;

/** All contenders in turns, so that what disturbs the machine disturbs them alike. One that did not end is not run again. */
async function race(all: readonly Contender[], files: FlightFiles): Promise<string[]> {
  const took = new Map(all.map(({ name }) => [name, [] as Took[]]));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, take } of all) {
      if (!took.has(name)) continue;
      say(`round ${round + 1} of ${rounds}: ${name}`);
      const one = await take(files);
      if (one === undefined) took.delete(name);
      else took.get(name)?.push(one);
    }
  const median = (name: string, of: (one: Took) => number) => quantile((took.get(name) ?? []).map(of), 0.5);
  const reference = median(all[0]?.name ?? '', ({ seconds }) => seconds);
  return all.map(({ name }) => {
    if (!took.has(name)) return `| ${name} | ${unended} | | |`;
    const seconds = median(name, (one) => one.seconds);
    return `| ${name} | ${seconds.toFixed(2)} s | ${times(seconds / reference)} | ${mib(median(name, ({ bytes }) => bytes))} |`;
  });
}

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** The digests of one report at several numbers of threads and files. */
async function digests(folder: string, files: FlightFiles): Promise<string> {
  const seen = new Set<string>();
  const tried: string[] = [];
  for (const [threads, pieces] of [
    [1, 1],
    [2, 7],
    [4, 100],
  ] as const) {
    const split = pieces === 1 ? files : await makeFlights(join(folder, `split-${pieces}`), years, pieces);
    say(`${threads} threads, ${pieces} files`);
    seen.add(digestIn(await tidegate({ ...split, reference: files.reference }, folder, '--threads', String(threads))));
    tried.push(`${threads} threads with ${pieces} ${pieces === 1 ? 'file' : 'files'}`);
  }
  return `${tried.join(', ')}: ${seen.size === 1 ? 'one digest' : `${seen.size} digests`}.`;
}

async function memoryOfTenTimes(folder: string): Promise<string> {
  say('ten times the rows');
  const files = await makeFlights(join(folder, 'large'), years * 10);
  await copyFile(files.carriers, join(folder, 'carriers.parquet'));
  const took = await tidegate(files, folder);
  if (took === undefined) return `${files.rows.toLocaleString('en')} rows: ${unended}.`;
  digestIn(took);
  return `${files.rows.toLocaleString('en')} rows: ${mib(took.bytes)} at most, ${took.seconds.toFixed(1)} s.`;
}

const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-checks-'));
try {
  const { python } = await pythonEnvironment({
    requirements: join(here, 'requirements.txt'),
    folder: join(readSettings().cache, 'python'),
    onProgress: say,
  });
  const files = await makeFlights(folder, years);
  await copyFile(gate, join(folder, 'gate.yaml'));
  const rows = await race(contenders(folder, python), files);
  const lines = [
    '# Checks',
    '',
    await setting(),
    '',
    `Twelve checks (row count, schema, four null rates, a unique key, two ranges, a set, a foreign key, PSI) over ${files.rows.toLocaleString('en')} rows of flights in one Parquet file, warm. Whole processes, median of ${rounds}.`,
    '',
    '| | wall | against SQL by hand | memory at most |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Bit-identical: ${await digests(folder, files)}`,
    '',
    ...(values.short ? [] : [`Out of core: ${await memoryOfTenTimes(folder)}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!values.short) await writeResults('bench:checks', lines);
} finally {
  await rm(folder, { recursive: true, force: true });
}
