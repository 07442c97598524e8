import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { windowsPrefix } from '#contracts/ids/subjects.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { deploymentVersionAttribute } from '#contracts/search-attributes.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { decisions, pipeline, type World } from '../world.ts';
import type { Act } from './act.ts';

/** The kills were made on the way; this looks at what they left behind. */
export const crashesAct: Act = {
  title: 'Crashes: what did the kills on the way leave behind?',
  async play(world) {
    const { narrator, crashes, feed } = world;
    const of = (victim: string) => crashes.list.filter((crash) => crash.victim === victim).length;
    narrator.check(
      'worker and server were killed by SIGKILL',
      of('worker') >= 2 && of('server') >= 1,
      crashes.list.map(({ victim, what }) => `${victim} ${what}`).join('; '),
    );
    await nothingLost(world, feed.announced.arrivals);
    await nothingTwice(world);
    await bundles(world);
  },
};

async function nothingLost(world: World, announced: number): Promise<void> {
  const stream = await decisions(world, { workflowId: workflowId.stream(pipeline, 'all') });
  const accepted = stream.reduce(
    (sum, { decision }) => sum + (arrivalsDecision.read(decision)?.numbers.arrivals ?? 0),
    0,
  );
  const repeated = stream.filter(({ decision }) => decision.code === 'ARRIVAL_DUPLICATE').length;
  // An arrival that the gateway could not acknowledge was announced again: then the repeat is counted, and has no effect.
  const lost = announced - accepted - repeated;
  world.narrator.check(
    'nothing is lost',
    lost <= 0,
    `${announced} announced and acknowledged, ${accepted} accepted once, ${repeated} repeats without effect`,
  );
}

async function nothingTwice(world: World): Promise<void> {
  const query = { subjectPrefix: windowsPrefix(wholePartition), kinds: ['pane'], codes: ['PANE_PUBLISHED'] } as const;
  const panes = await decisions(world, query);
  const keys = panes.map(({ decision }) => `${decision.subject} ${decision.numbers?.pane}`);
  world.narrator.check(
    'nothing happens twice',
    new Set(keys).size === keys.length && keys.length > 0,
    `${keys.length} panes published, each once`,
  );
}

const deploymentVersion = defineSearchAttributeKey(deploymentVersionAttribute, SearchAttributeType.KEYWORD);

async function bundles({ client, narrator, crashes }: World): Promise<void> {
  const builds = new Map<string, number>();
  for await (const run of client.workflow.list({ query: "WorkflowType = 'window'" })) {
    const build = run.typedSearchAttributes.get(deploymentVersion)?.split(':').at(-1) ?? 'none';
    builds.set(build, (builds.get(build) ?? 0) + 1);
  }
  const shown = [...builds].map(([build, runs]) => `${build.slice(0, 12)}: ${runs} windows`).join(', ');
  narrator.check('each run finished on the bundle that began it', crashes.otherCode && builds.size >= 2, shown);
}
