import { counted } from '#client/cli/words.ts';
import { subject } from '#contracts/ids/subjects.ts';
import { correctionDecision } from '#domain/decisions/correction.ts';
import { incidentsOf } from '../../upstream/incidents.ts';
import type { Promotion } from '../candidates.ts';
import { approveAs, gateNumbers, measured, requestCandidate, rollOut, settled } from '../candidates.ts';
import { until } from '../until.ts';
import { dayStart, decided, deploymentView, type World } from '../world.ts';
import type { Act } from './act.ts';

/** The most days of the rollout. Its stages need nine panes; the rest is reserve. */
const maxDays = 16;

/**
 * A better model reaches production after approvals and stages, in spite of crashes and a change of the workflow code.
 */
export const betterCandidate: Act = {
  title: 'A better candidate: more days, and the weather',
  async play(world) {
    const { narrator } = world;
    await settled(world);
    const promotion = await requestCandidate(world, 'weather');
    const phase = await measured(world, promotion);
    await compare(world, promotion);
    if (phase !== 'approval') return narrator.check('the candidate passes its gate', false, phase);

    const own = await world.people.as('lin', 'approve', promotion.id, '--as', 'lin');
    narrator.tell(`lin (asked for it): ${`${own.output}${own.errors}`.trim().split('\n')[0]}`);
    narrator.check(
      "the requester's own approval is refused",
      own.code === 1 && own.output.includes('APPROVAL_NOT_INDEPENDENT'),
      'APPROVAL_NOT_INDEPENDENT',
    );
    await approveAs(world, promotion, 'ada', 'bob');

    const stages = await rollThroughCrashes(world, promotion);
    await checkCorrection(world);
    const ended = (await decided(world, promotion.id, 'MODEL_PROMOTED')).find(
      ({ decision }) => decision.subject === promotion.id,
    );
    const live = (await deploymentView(world))?.live;
    narrator.check(
      'shadow, canary and production, each analysed on labels',
      [...stages].join(', ') === 'shadow, canary, production',
      [...stages].join(', '),
    );
    narrator.check(
      'it is live',
      ended !== undefined && live === promotion.version,
      `${live} (${ended?.decision.code ?? 'not promoted'})`,
    );
  },
};

async function compare(world: World, promotion: Promotion): Promise<void> {
  const { auc, championAuc, aucDifference, aucDifferenceError } = await gateNumbers(world, promotion);
  const [mean = Number.NaN, error = Number.NaN] = [aucDifference, aucDifferenceError];
  const interval = [mean - 1.96 * error, mean + 1.96 * error].map((bound) => bound.toFixed(3));
  world.narrator.check(
    'it is better on the same held-out flights',
    mean - 1.96 * error > 0,
    `AUC ${auc?.toFixed(3)} against ${championAuc?.toFixed(3)}, difference ${mean.toFixed(3)} [${interval.join(', ')}], paired`,
  );
}

/** A day of the training set was corrected while the candidate rolled out. */
async function checkCorrection(world: World): Promise<void> {
  const { narrator, seed } = world;
  const date = new Date(dayStart(world, incidentsOf(seed).corrected)).toISOString().slice(0, 10);
  const { numbers } = await until({ what: 'the correction', onWait: narrator.progress }, async () => {
    const about = subject.correction({ source: 'flights', id: `flights-corrected/${date}` });
    const [found] = await decided(world, about, 'CORRECTION_TRACED');
    const traced = found && correctionDecision.read(found.decision);
    return traced?.outcome === 'traced' ? traced : undefined;
  });
  const superseded = await decided(
    world,
    subject.arrival({ source: 'flights', id: `flights/${date}` }),
    'ARRIVAL_SUPERSEDED',
  );
  const { snapshots, trainingSets, models, predictions } = numbers;
  narrator.check(
    'a correction supersedes a day, and lists all that came from it',
    superseded.length === 1 && snapshots > 0 && models > 0,
    `flights/${date}: ${[counted(snapshots, 'snapshot'), counted(trainingSets, 'training set'), counted(models, 'model'), counted(predictions, 'table of predictions', 'tables of predictions')].join(', ')}`,
  );
}

/** Kills the server in the first stage and the worker in the second. The worker restarts with other workflow code. */
async function rollThroughCrashes(world: World, promotion: Promotion): Promise<Set<string>> {
  const { crashes, feed } = world;
  const stages = new Set<string>();
  await rollOut(world, promotion, maxDays, async ({ stage, day }) => {
    const entered = !stages.has(stage);
    stages.add(stage);
    if (entered && stage === 'shadow') {
      const playing = feed.play(day);
      await crashes.moment(1_500);
      await crashes.server('with arrivals on their way');
      await playing;
    }
    if (entered && stage === 'canary') {
      await crashes.moment(500);
      const meanwhile = () => feed.play(day);
      await crashes.worker('with the canary open, and arrivals signalled that nobody has taken', {
        meanwhile,
        otherCode: true,
      });
    }
  });
  return stages;
}
