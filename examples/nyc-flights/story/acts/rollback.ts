import { windowSubjectNamed, windowsPrefix } from '#contracts/ids/subjects.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed } from '#contracts/window.ts';
import { analysisDecision } from '#domain/decisions/analysis.ts';
import { promotionDecision } from '#domain/decisions/promotion.ts';
import { approveAs, gateNumbers, measured, requestCandidate, rollOut, settled } from '../candidates.ts';
import { until } from '../until.ts';
import { dayStart, decided, deploymentView } from '../world.ts';
import type { Act } from './act.ts';

const maxDays = 18;

const told = ({ look, looks, mean, lower, margin }: Readonly<Record<string, number>>): string =>
  `GUARDRAIL_BREACHED at look ${look} of ${looks}: ${mean?.toFixed(3)} nats worse, surely more than ${lower?.toFixed(3)} (margin ${margin})`;

/**
 * A good candidate fails in production, which only the labels show. The deployment rolls back to its predecessor
 * without a person.
 */
export const rollback: Act = {
  title: 'A rollback: a feed changes its unit, and only outcomes show it',
  async play(world) {
    const { feed, narrator } = world;
    await settled(world);
    const before = (await deploymentView(world))?.live;
    const promotion = await requestCandidate(world, 'departures');
    const phase = await measured(world, promotion);
    const { auc, championAuc } = await gateNumbers(world, promotion);
    narrator.check(
      'the candidate is good on history',
      phase === 'approval',
      `AUC ${auc?.toFixed(3)} against ${championAuc?.toFixed(3)}`,
    );
    if (phase !== 'approval') return;
    await approveAs(world, promotion, 'ada', 'bob');
    let production = false;
    const ended = await rollOut(world, promotion, maxDays, async ({ stage, day }) => {
      production ||= stage === 'production';
      if (production && feed.secondsFrom === undefined) {
        feed.secondsFrom = day;
        narrator.tell(
          `${promotion.version} is in production. From day ${day} on, departures give seconds for minutes: the contract's range allows it.`,
        );
      }
    });
    narrator.check('it came to production', production, promotion.version);

    const log = (await decided(world, promotion.id)).map(({ decision }) => decision);
    const looks = log.flatMap((decision) => analysisDecision.read(decision) ?? []);
    const breach = looks.find(({ code }) => code === 'GUARDRAIL_BREACHED');
    narrator.check(
      'the guardrail sees it: paired log loss against the predecessor',
      breach !== undefined,
      breach ? told(breach.numbers) : `no breach in ${looks.length} looks`,
    );
    const live = await until({ what: 'the predecessor', onWait: narrator.progress }, async () => {
      const view = await deploymentView(world);
      return view?.stage === undefined ? { version: view?.live } : undefined;
    });
    narrator.check(
      'the predecessor is back, by itself',
      ended?.outcome === 'rolled-back' && live.version === before,
      `${live.version} (${ended?.code})`,
    );
    const stopped = (
      await decided(world, windowsPrefix(wholePartition, dataFeed), 'PANE_HELD', 'PANE_REJECTED')
    ).filter(
      ({ decision: { subject } }) =>
        (windowSubjectNamed(subject)?.start ?? 0) >= dayStart(world, feed.secondsFrom ?? 0),
    );
    narrator.check('the data gate could not see it', stopped.length === 0, 'every pane since then passed its gate');
    const end = log.map((decision) => promotionDecision.read(decision)).find((each) => each?.outcome === 'rolled-back');
    const { notes, analysis } = end?.evidence ?? {};
    narrator.check(
      'with evidence and release notes',
      notes !== undefined && analysis !== undefined,
      [notes, analysis].map((digest) => digest?.slice(0, 19) ?? 'nothing').join(', '),
    );
  },
};
