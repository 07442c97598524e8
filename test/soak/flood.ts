import { parseArgs } from 'node:util';
import { tidegate } from '#test/support/command.ts';
import { flood, floodPipeline } from '#test/support/data/flood.ts';
import { openInstallation } from '#test/support/site/installation.ts';

// Floods a stream over many runs while worker, gateway and server are killed at seeded moments, and asks the ledger:
// `npm run soak:flood -- --arrivals 200000 --kills 5 --seed 1`. Ends with 1 where anything that was acknowledged is not in it.

const { values } = parseArgs({
  options: { arrivals: { type: 'string' }, kills: { type: 'string' }, seed: { type: 'string' } },
});
const arrivals = Number(values.arrivals ?? 200_000);
const started = performance.now();
const say = (line: string) =>
  process.stdout.write(`${String(Math.round((performance.now() - started) / 1_000)).padStart(5)} s  ${line}\n`);

const installation = await openInstallation({ own: ['temporal', 'postgres'], queues: 'core,panes,archive' });
try {
  const flooded = await flood(installation, {
    arrivals,
    perWindow: Math.max(1_000, Math.ceil(arrivals / 20)),
    kills: Number(values.kills ?? 5),
    seed: Number(values.seed ?? 1),
    say,
  });
  say(`${flooded.acknowledged} acknowledged, ${flooded.again} sent again ${JSON.stringify(flooded.refusedWith)}`);
  const { exit, out, err } = await tidegate(['ledger', '--pipeline', floodPipeline], installation.environment);
  process.stdout.write(out + err);
  if (exit !== 0) process.exitCode = 1;
} finally {
  await installation.close();
}
