import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { present } from '#contracts/present.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { candidateOf } from '#domain/training/candidate.ts';
import { trainingDecidedSignal } from '../pipeline/messages.ts';
import { decide } from '../run/decision-log.ts';
import { trainingActivities } from '../run/policies.ts';
import { sealed } from '../run/sealing.ts';
import { tell } from '../run/tell.ts';
import { train } from './attempts.ts';
import { showCandidate } from './details.ts';
import { setHandlers } from './handlers.ts';
import { countsOf, refusalOf } from './set.ts';
import { begin, type Ended, idOf, type TrainingInput, type TrainingResult, type TrainingState } from './state.ts';

/** One training request: pins its training set, runs the trainer, and ends with a candidate or a code. */
export async function training(input: TrainingInput): Promise<TrainingResult> {
  const state = begin(input);
  setHandlers(state);
  const ended = await trained(state);
  state.phase = 'decided';
  const { request } = state;
  await tell(ids.pipeline(input.request.pipeline), trainingDecidedSignal, { request, ...ended });
  return sealed({ request, ...ended });
}

async function trained(state: TrainingState): Promise<Ended> {
  const { request, deadline } = state.input;
  const assembled = await trainingActivities(deadline).assembleTrainingSet({ request });
  const { digest: trainingSet, set, gates } = assembled;
  Object.assign(state, { trainingSet, phase: 'training' });
  const refusal = await refusalOf(state.input, assembled);
  if (refusal) return { outcome: 'failed', code: refusal };
  decide(
    trainingDecision.draft({
      about: idOf(request),
      outcome: 'begun',
      code: 'TRAINING_REQUESTED',
      numbers: countsOf(set),
      inputs: { request: state.request, trainingSet },
      actor: request.requestedBy,
    }),
  );
  const end = await train(state, trainingSet);
  if (end.kind === 'failed') return { outcome: 'failed', code: end.code };
  const candidate = candidateOf(request, end.completion, present({ trainingSet, gates }));
  decide(
    trainingDecision.draft({
      about: idOf(request),
      outcome: 'completed',
      code: 'TRAINING_COMPLETED',
      numbers: { attempts: end.attempts },
      inputs: { trainingSet },
      evidence: { model: candidate.onnx, metadata: candidate.metadata },
    }),
  );
  showCandidate(candidate, set);
  return { outcome: 'completed', code: 'TRAINING_COMPLETED', candidate };
}
