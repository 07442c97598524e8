import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runStanding } from '#client/temporal/standing.ts';
import { predictionsPrefix, windowsPrefix } from '#contracts/ids/subjects.ts';
import { idPrefix, workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed } from '#contracts/window.ts';
import { programs } from '#local/dev/environment.ts';
import { stateQuery } from '#workflows/archive/messages.ts';
import { runScript } from '../processes.ts';
import { until } from '../until.ts';
import { decisions, pipeline, type World } from '../world.ts';
import type { Act } from './act.ts';

/** Every history is replayed, the catalog rebuilt, the ledger proved, and one page written. */
export const proof: Act = {
  title: 'The proof: replay everything, and rebuild the catalog from the histories',
  async play(world) {
    const { narrator, client } = world;
    await until({ what: 'the archive', onWait: narrator.progress }, async () => {
      const view = (await runStanding(client, workflowId.archive(), stateQuery))?.view;
      return view && view.pending === 0 ? true : undefined;
    });
    await checkGates(world);
    narrator.progress('tidegate replay --all, tidegate ledger, tidegate catalog rebuild');
    const [replay, ledger, catalog] = await Promise.all([
      ask(world, 'replay', '--all'),
      ask(world, 'ledger', '--pipeline', pipeline),
      ask(world, 'catalog', 'rebuild'),
    ]);
    const { closed, open, decisions } = replay.json as Record<string, number>;
    narrator.check(
      'every decision log is equal byte for byte in replay',
      replay.ok,
      replay.ok ? `${closed} closed runs and ${open} open ones, ${decisions} decisions` : replay.said,
    );
    narrator.check(
      'every row has exactly one fate, and the sums are equal',
      ledger.ok,
      ledger.ok ? 'from the catalog and from the histories alike' : ledger.said,
    );
    const { rebuilt } = catalog.json as { rebuilt?: { digest?: string } };
    narrator.check(
      'the rebuilt catalog has the digest of the live one',
      catalog.ok,
      catalog.ok ? String(rebuilt?.digest).slice(0, 19) : catalog.said,
    );
    await writeReport(world, { replay: replay.json, ledger: ledger.json, catalog: catalog.json });
  },
};

/** The points of the flow at which a gate stands: where its decisions are, and the part of the spec that declares it. */
const gates: readonly (readonly [what: string, subject: string, path: string])[] = [
  ['data', windowsPrefix(wholePartition, dataFeed), 'gates.data'],
  ['labels', windowsPrefix(wholePartition, 'outcomes'), 'gates.outcomes'],
  ['features of a training', idPrefix('training'), 'gates.features'],
  ['candidate', idPrefix('promotion'), 'gates.model'],
  ['features before an inference', predictionsPrefix(), 'gates.features'],
  ['predictions after it', predictionsPrefix(), 'gates.predictions'],
];

async function checkGates(world: World): Promise<void> {
  const made = (await decisions(world, { kinds: ['gate'] })).map(({ decision }) => decision);
  const tallies = gates.map(([what, subject, path]) => {
    const own = made.filter((each) => each.policy?.path === path && each.subject.startsWith(subject));
    const passed = own.filter(({ outcome }) => outcome === 'pass').length;
    return { what, judged: own.length, text: `${what} ${passed} of ${own.length}` };
  });
  world.narrator.check(
    'a gate stands at each point of the flow',
    tallies.every(({ judged }) => judged > 0),
    `passed: ${tallies.map(({ text }) => text).join(', ')}`,
  );
}

async function writeReport(world: World, said: Readonly<Record<string, unknown>>): Promise<void> {
  const { narrator, home, report } = world;
  const facts = join(home, 'demo', 'facts.json');
  await writeFile(facts, JSON.stringify({ ...said, points: narrator.points }));
  const { ok, said: words } = await ask(world, 'report', '--pipeline', pipeline, '--out', report, '--facts', facts);
  narrator.check('one page shows it all', ok, ok ? report : words);
}

interface Said {
  readonly ok: boolean;
  readonly json: unknown;
  readonly said: string;
}

/** Runs a `tidegate` command with `--json`. */
async function ask({ services }: World, ...args: string[]): Promise<Said> {
  const env = { ...process.env, ...services.environment };
  const { code, output, errors } = await runScript(programs.tidegate, [...args, '--json'], { env });
  return { ok: code === 0, json: parsed(output), said: `exit ${code}: ${(errors || output).trim().slice(0, 300)}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
