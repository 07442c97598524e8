import { parseArgs } from 'node:util';
import { measureCrowds } from './crowd.ts';
import { measureDemo } from './demo.ts';
import { measureFlatness } from './flat.ts';
import { measureLatency } from './latency.ts';
import { measureOverload } from './overload.ts';
import { measureReplay } from './replay.ts';
import { setting, writeResults } from './results.ts';
import { openSite } from './site.ts';
import { measureThroughput } from './throughput.ts';

// Measures and writes its part of bench/RESULTS.md: `npm run bench`; with `--without-demo` all but the demo's four minutes. With `--short`
// a few seconds of each, without the demo, printed only.

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, 'without-demo': { type: 'boolean', default: false } },
});
const say = (line: string) => process.stderr.write(`${line}\n`);

async function measure(): Promise<string[]> {
  const site = await openSite(say);
  try {
    const latency = await measureLatency(site, values.short ? 10 : 200, say);
    const crowds = await measureCrowds(site, values.short ? 30 : 300, say);
    const throughput = await measureThroughput(site, values.short ? 2 : 5, say);
    const replay = await measureReplay(site);
    const overload = await measureOverload(site, values.short ? 10 : 60, say);
    const flat = await measureFlatness(values.short ? 1_000 : 10_000, say);
    return [
      ...['', '## Arrivals through the gateway', '', ...throughput],
      ...['', '## The gateway under twice the load that it can take', '', ...overload],
      ...['', '## From complete to decided', '', ...latency],
      ...['', '## Many at once', '', ...crowds],
      ...['', '## A window after years', '', ...flat],
      ...['', '## Replay', '', ...replay],
    ];
  } finally {
    await site.stop();
  }
}

const measured = await measure();
const demo = values.short || values['without-demo'] ? [] : ['', '## The demo, by act', '', ...(await measureDemo(say))];
const lines = [
  await setting(),
  'Server, PostgreSQL, workers, gateway and callers share these cores.',
  ...measured,
  ...demo,
];
process.stdout.write(`${lines.join('\n')}\n`);
if (!values.short) await writeResults('bench', lines);
