import { runStanding } from '#client/temporal/standing.ts';
import { predictionsPrefix, windowsPrefix } from '#contracts/ids/subjects.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { analysisDecision } from '#domain/decisions/analysis.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { promotionDecision } from '#domain/decisions/promotion.ts';
import { type PromotionView, stateQuery } from '#workflows/promotion/messages.ts';
import { type Person, roles } from './people.ts';
import type { CandidateName } from './plan.ts';
import { until } from './until.ts';
import { decided, decisions, deploymentView, model, pipeline, pipelineView, type World } from './world.ts';

/** A candidate on its way. */
export interface Promotion {
  readonly id: string;
  readonly version: string;
}

/** Applies a candidate's sections and asks for its training, as Lin; answers its promotion once that has begun. */
export async function requestCandidate(world: World, name: CandidateName): Promise<Promotion> {
  const { people, folder, narrator } = world;
  const before = ((await pipelineView(world))?.promotions ?? []).length;
  const spec = await folder.specOf(name);
  const applied = await people.as('lin', 'apply', spec, '--as', 'lin');
  if (applied.code !== 0) throw new Error(`apply of ${name}: ${applied.output}${applied.errors}`);
  narrator.tell(`tidegate apply: ${applied.output.split('\n').slice(0, 3).join(' ').trim()}`);
  const trained = await people.as('lin', 'train', pipeline, '--as', 'lin');
  if (trained.code !== 0) throw new Error(`training of ${name}: ${trained.output}${trained.errors}`);
  narrator.tell(`tidegate train: ${trained.output.trim().replaceAll('\n', ' ')}`);
  return nextPromotion(world, before);
}

/** The promotion that is the pipeline's `index`-th. */
export const nextPromotion = (world: World, index: number): Promise<Promotion> =>
  until({ what: 'a candidate', onWait: world.narrator.progress }, async () => {
    const promotion = (await pipelineView(world))?.promotions[index];
    return promotion && { id: promotion.id, version: promotion.version };
  });

const promotionView = async (world: World, { version }: Promotion): Promise<PromotionView | undefined> =>
  (await runStanding(world.client, workflowId.promotion(model, version), stateQuery))?.view;

/** Waits until a promotion asks people, or has ended before it came to them. */
export const measured = (world: World, promotion: Promotion): Promise<'approval' | 'decided'> =>
  until({ what: `the gate of ${promotion.version}`, onWait: world.narrator.progress }, async () => {
    if ((await outcomeOf(world, promotion)) !== undefined) return 'decided' as const;
    return (await promotionView(world, promotion))?.phase === 'approval' ? ('approval' as const) : undefined;
  });

/** How a promotion ended; undefined while it runs. */
export async function outcomeOf(
  world: World,
  { id }: Promotion,
): Promise<{ outcome: string; code: string } | undefined> {
  const log = await decided(world, id);
  return log.map(({ decision }) => promotionDecision.read(decision)).find((ended) => ended?.about === id);
}

/** The numbers of a promotion's model gate. Waits for the catalog, which lags behind the run. */
export const gateNumbers = (world: World, { id, version }: Promotion): Promise<Readonly<Record<string, number>>> =>
  until({ what: `the numbers of ${version}`, onWait: world.narrator.progress }, async () => {
    const log = await decided(world, id);
    return log.map(({ decision }) => gateDecision.read(decision)).find((gate) => gate?.about === id)?.numbers.measured;
  });

/** Approves as these people, each in a process of their own. */
export async function approveAs(world: World, promotion: Promotion, ...people: Person[]): Promise<void> {
  for (const person of people) {
    const { code, output, errors } = await world.people.as(person, 'approve', promotion.id, '--as', person);
    const said = `${output}${errors}`.trim().split('\n')[0] ?? '';
    world.narrator.tell(`${person} (${roles[person]}): ${said}`);
    if (code !== 0) throw new Error(`${person} could not approve: ${said}`);
  }
}

/** The stage of a rollout, and the day that is played next. */
export interface Rollout {
  readonly stage: string;
  readonly day: number;
}

/**
 * Plays day after day until a promotion has ended. Waits for each day to be processed before the next, so that the days
 * which a stage is judged by do not depend on the machine's speed. `onStage` is called before each day, and may play
 * that day itself.
 */
export async function rollOut(
  world: World,
  promotion: Promotion,
  maxDays: number,
  onStage: (rollout: Rollout) => Promise<unknown> = async () => undefined,
): Promise<{ outcome: string; code: string } | undefined> {
  const { feed, narrator } = world;
  const last = feed.next + maxDays;
  while (feed.next <= last) {
    const ended = await outcomeOf(world, promotion);
    if (ended) return ended;
    const stage = await openStage(world, promotion);
    if (stage === undefined) continue;
    const day = feed.next;
    narrator.progress(`${promotion.version} in ${stage}; playing day ${day}`);
    const since = Date.now();
    await onStage({ stage, day });
    await feed.play(day);
    await settled(world, { promotion, since });
  }
  return outcomeOf(world, promotion);
}

/** The stage that promotion and deployment agree on; undefined where the promotion has ended meanwhile. */
function openStage(world: World, promotion: Promotion): Promise<string | undefined> {
  const what = `a stage of ${promotion.version}`;
  return until({ what, onWait: world.narrator.progress }, async () => {
    if (await outcomeOf(world, promotion)) return { stage: undefined };
    const view = await promotionView(world, promotion);
    const live = await deploymentView(world);
    return view?.stage !== undefined && view.stage === live?.stage ? { stage: view.stage } : undefined;
  }).then(({ stage }) => stage);
}

/**
 * Waits until the played day is published, scored, joined with its labels and, during a rollout, analysed. `since` is
 * when playing it began. The catalog has it then too, because acts read it there.
 */
export async function settled(
  world: World,
  rollout?: { readonly promotion: Promotion; readonly since: number },
): Promise<void> {
  const windows = world.feed.next - 2;
  const what = `window ${windows - 1} and its labels`;
  await until({ what, onWait: world.narrator.progress }, async () => {
    const taken = (await pipelineView(world))?.published;
    for (const feed of ['data', 'outcomes']) {
      if ((taken?.[feed] ?? 0) < windows) return undefined;
      const panes = await decisions(world, { subjectPrefix: windowsPrefix(wholePartition, feed), kinds: ['pane'] });
      const published = panes.filter(({ decision }) => decision.outcome === 'published');
      if (new Set(published.map(({ decision }) => decision.subject)).size < windows) return undefined;
    }
    return true;
  });
  if (!rollout) return;
  const { promotion, since } = rollout;
  const start = world.start + (windows - 1) * 86_400_000;
  await until({ what: `the analysis of window ${windows - 1}`, onWait: world.narrator.progress }, async () => {
    if (await outcomeOf(world, promotion)) return true;
    const looks = await decided(world, promotion.id);
    const scored = (await decided(world, predictionsPrefix({ model, start }), 'PREDICTIONS_PUBLISHED')).at(-1);
    const last = scored && predictionsDecision.read(scored.decision);
    if (last?.outcome !== 'published') return undefined;
    const data = last.evidence.predictions;
    const looked = looks.some(({ decision }) => analysisDecision.read(decision)?.inputs.predictions?.includes(data));
    // A stage may pass on the previous window while this one is scored. This window then counts for no stage.
    const overtaken = looks.some(({ decision: { code, at } }) => code === 'STAGE_STARTED' && at >= since);
    return looked || overtaken ? true : undefined;
  });
}
