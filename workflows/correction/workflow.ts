import { sleep } from '@temporalio/workflow';
import type { Traced } from '#activities/corrections/port.ts';
import { subject } from '#contracts/ids/subjects.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { productionEnvironment } from '#contracts/window.ts';
import { correctionDecision } from '#domain/decisions/correction.ts';
import { correctedSignal } from '../deployment/messages.ts';
import { trainNowSignal } from '../pipeline/messages.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { correctionActivities, recoveryActivities } from '../run/policies.ts';
import { sealed } from '../run/sealing.ts';
import { tell } from '../run/tell.ts';
import type { CorrectionInput, CorrectionResult } from './state.ts';

/** Lists by lineage all that came from a superseded batch, and does what the spec says where a model did. */
export async function correction(input: CorrectionInput): Promise<CorrectionResult> {
  const { pipeline, partition, batch, span, seq } = input;
  const stream = ids.stream(pipeline, partition);
  const traced = await correctionActivities.traceCorrection({ stream, seq, pipeline, batch, span });
  if (!traced) {
    const inputs = { batch };
    decide(correctionDecision.draft({ ...aboutOf(input), outcome: 'untraced', code: 'CORRECTION_UNTRACED', inputs }));
    return sealed({ radius: null });
  }
  const { radius, snapshots, trainingSets, models, predictions } = traced;
  const decision = decide(
    correctionDecision.draft({
      ...aboutOf(input),
      outcome: 'traced',
      code: 'CORRECTION_TRACED',
      numbers: { snapshots, trainingSets, models: models.length, predictions },
      inputs: { batch },
      evidence: { radius },
    }),
  );
  notify(input.notices, decision);
  if (models.length > 0) await act(input, traced);
  return sealed({ radius });
}

const aboutOf = ({ source, id, spec }: CorrectionInput) => ({
  about: { source, id },
  policy: { spec, path: 'corrections' },
});

async function act(input: CorrectionInput, { models, radius }: Traced): Promise<void> {
  const { pipeline, source, id, model, policy } = input;
  const outcome = policy?.liveModel ?? 'notify';
  const by = subject.correction({ source, id });
  if (outcome === 'retrain') {
    await panesDecided(input);
    await tell(ids.pipeline(pipeline), trainNowSignal, { by: 'correction', nonce: by.slice(0, 100) });
  }
  if (outcome === 'rollback' && model !== undefined) {
    await tell(ids.deployment(model, productionEnvironment), correctedSignal, { models: [...models], by });
  }
  const decision = decide(
    correctionDecision.draft({
      ...aboutOf(input),
      outcome,
      code: 'CORRECTION_ACTED',
      inputs: { models: [...models] },
      evidence: { radius },
    }),
  );
  notify(input.notices, decision);
}

/** A model that is trained anew must see the panes that took the place of the old ones: waits for them, an hour at most. */
async function panesDecided({ pipeline, partition, panes }: CorrectionInput): Promise<void> {
  const stream = ids.stream(pipeline, partition);
  for (let tries = 0; tries < looks && panes.length > 0; tries += 1) {
    const standings = await recoveryActivities.lookUpWindows({ stream, windows: panes });
    if (standings.every(({ standing }) => standing === 'told' || standing === 'ended')) return;
    await sleep(between);
  }
}

const between = 5_000;
const looks = 720;
