import { idPrefix } from '#contracts/ids/workflow-ids.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { approveAs, gateNumbers, measured, nextPromotion, outcomeOf, settled } from '../candidates.ts';
import { until } from '../until.ts';
import { decisions, deploymentView, pipelineView } from '../world.ts';
import type { Act } from './act.ts';

/** How many more days are played until the first training begins. */
const patience = 4;

/** The first model: trained by itself, approved by two people, and live. */
export const firstModel: Act = {
  title: 'A model: enough days are there, a training begins by itself',
  async play(world) {
    const { feed, narrator, crashes, plan } = world;
    for (let last = plan.firstModel; last <= plan.firstModel + patience; last += 1) {
      await feed.play(last);
      await settled(world);
      if (((await pipelineView(world))?.trainings.length ?? 0) > 0) break;
    }
    narrator.progress('the Python environment of the trainer');
    await world.services.trainerReady;
    await until({ what: 'the trainer at work', onWait: narrator.progress }, async () => {
      const [training] = (await pipelineView(world))?.trainings ?? [];
      return training;
    });
    await crashes.moment(2_000);
    await crashes.worker('with the trainer running');

    // More days are played while the model is trained.
    const [promotion] = await Promise.all([nextPromotion(world, 0), feed.play(plan.betterCandidate)]);
    const training = await decisions(world, { subjectPrefix: idPrefix('training'), codes: ['TRAINING_COMPLETED'] });
    const requested = await decisions(world, { subjectPrefix: idPrefix('training'), codes: ['TRAINING_REQUESTED'] });
    const begun = requested
      .map(({ decision }) => trainingDecision.read(decision))
      .findLast((said) => said?.outcome === 'begun');
    narrator.check(
      'a separate process trains on the pinned set',
      training.length === 1,
      `${begun?.numbers.trainingLabelled} labelled flights, scikit-learn to ONNX`,
    );
    const phase = await measured(world, promotion);
    const { auc, logLoss } = await gateNumbers(world, promotion);
    narrator.check(
      'it passes its gate',
      phase === 'approval',
      `AUC ${auc?.toFixed(3)}, log loss ${logLoss?.toFixed(3)} on held-out days; nobody is champion`,
    );
    if (phase !== 'approval') return;
    await approveAs(world, promotion, 'ada', 'bob');
    const ended = await until({ what: 'the first champion', onWait: narrator.progress }, () =>
      outcomeOf(world, promotion),
    );
    const live = await until(
      { what: 'the deployment', onWait: narrator.progress },
      async () => (await deploymentView(world))?.live ?? undefined,
    );
    narrator.check(
      'two people approve, and it is the first champion',
      ended.code === 'MODEL_PROMOTED' && live === promotion.version,
      `${live} (${ended.code})`,
    );
  },
};
