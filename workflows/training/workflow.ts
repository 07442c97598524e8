import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CodeName } from '#contracts/codes.ts';
import type { ChainHead } from '#contracts/decision.ts';
import { type Digest, shortDigest } from '#contracts/digest.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import {
  type Candidate,
  TrainingCompletion,
  TrainingFailure,
  TrainingProgress,
  type TrainingRequest,
  type TrainingSet,
} from '#contracts/training.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { digestOf } from '#domain/digest.ts';
import { gateCode } from '#domain/gates/report.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';
import { trainingDecidedSignal } from '../pipeline/messages.ts';
import { decide } from '../run/decision-log.ts';
import { trainingActivities } from '../run/policies.ts';
import { receive } from '../run/receive.ts';
import { sealed } from '../run/sealing.ts';
import { passTableGate, type TableGateAt } from '../run/table-gate.ts';
import { tell } from '../run/tell.ts';
import { showDetails } from '../run/visibility.ts';
import * as messages from './messages.ts';

export interface TrainingInput {
  readonly request: TrainingRequest;
  /** Milliseconds of wall time for one attempt, and how many there may be. */
  readonly deadline: number;
  readonly attempts: number;
  /** The largest share of rows without a label. */
  readonly maxMissing: number;
}

export interface TrainingResult {
  readonly request: Digest;
  readonly outcome: 'completed' | 'failed';
  readonly code: CodeName;
  readonly candidate?: Candidate;
  readonly chain: ChainHead;
}

type Ending = { readonly completed: TrainingCompletion } | { readonly failed: Omit<TrainingFailure, 'key'> };

/** One training request: pins its training set, runs the trainer, and ends with a candidate or a code. */
export async function training(input: TrainingInput): Promise<TrainingResult> {
  const request = digestOf(input.request);
  const endings: Record<string, Ending> = {};
  const view = {
    phase: 'assembling' as messages.TrainingView['phase'],
    attempt: 0,
    share: 0,
    message: '',
    trainingSet: undefined as string | undefined,
  };
  let completed: TrainingCompletion | undefined;

  setHandler(
    messages.stateQuery,
    () => ({ ...view, ...(view.trainingSet && { trainingSet: view.trainingSet }) }) as messages.TrainingView,
  );
  setHandler(messages.trainingProgressedSignal, (payload) => {
    const progress = receive(TrainingProgress, 'trainingProgressed', payload);
    if (progress) Object.assign(view, progress);
  });
  setHandler(messages.trainingCompletedSignal, (payload) => {
    const completion = receive(TrainingCompletion, 'trainingCompleted', payload);
    if (!completion || completion.key === completed?.key) return;
    if (completed) {
      decide(
        trainingDecision.draft({
          ...about(input.request),
          outcome: 'ignored',
          code: 'TRAINING_COMPLETED_TWICE',
          inputs: { model: completion.model },
        }),
      );
      return;
    }
    completed = completion;
    endings[completion.key] = { completed: completion };
  });
  setHandler(messages.trainingFailedSignal, (payload) => {
    const failure = receive(TrainingFailure, 'trainingFailed', payload);
    if (failure) endings[failure.key] ??= { failed: failure };
  });

  const finish = async (result: Omit<TrainingResult, 'chain' | 'request'>): Promise<TrainingResult> => {
    view.phase = 'decided';
    const { outcome, candidate } = result;
    await tell(ids.pipeline(input.request.pipeline), trainingDecidedSignal, {
      request,
      outcome,
      code: result.code,
      ...(candidate && { candidate }),
    });
    return sealed({ ...result, request });
  };

  const {
    digest: trainingSet,
    set,
    gates,
    features,
  } = await trainingActivities(input.deadline).assembleTrainingSet({
    request: input.request,
  });
  Object.assign(view, { trainingSet, phase: 'training' });
  const numbers = countsOf(set);
  const missing = set.training.rows === 0 ? 1 : 1 - set.training.labelled / set.training.rows;
  if (missing > input.maxMissing) {
    decide(
      trainingDecision.draft({
        ...about(input.request),
        outcome: 'refused',
        code: 'TRAINING_LABELS_MISSING',
        numbers,
        inputs: { trainingSet },
      }),
    );
    return finish({ outcome: 'failed', code: 'TRAINING_LABELS_MISSING' });
  }
  const refusal = features && (await refusedByGate(input.request, features, { trainingSet, data: set.training.data }));
  if (refusal) return finish({ outcome: 'failed', code: refusal });
  decide(
    trainingDecision.draft({
      ...about(input.request),
      outcome: 'begun',
      code: 'TRAINING_REQUESTED',
      numbers,
      inputs: { request, trainingSet },
      actor: input.request.requestedBy,
    }),
  );

  let failure: Extract<Ending, { failed: unknown }>['failed'] = { code: 'TRAINER_FAILED', retryable: true };
  while (view.attempt < input.attempts && !completed) {
    view.attempt += 1;
    const ending = await attempt(input, { request, trainingSet, attempt: view.attempt }, () =>
      completed ? { completed } : endings[String(view.attempt)],
    );
    if ('completed' in ending) break;
    failure = ending.failed;
    decide(
      trainingDecision.draft({
        ...about(input.request),
        outcome: 'attempt-failed',
        code: failure.code,
        numbers: { attempt: view.attempt, exitCode: failure.exitCode },
        evidence: { log: failure.log },
      }),
    );
    if (!failure.retryable) break;
  }
  if (!completed) {
    const numbers = { attempts: view.attempt };
    decide(trainingDecision.draft({ ...about(input.request), outcome: 'failed', code: failure.code, numbers }));
    return finish({ outcome: 'failed', code: failure.code });
  }
  const candidate = {
    ...candidateOf(input.request, request, trainingSet, completed),
    ...(gates && { gates: [...gates] }),
  };
  decide(
    trainingDecision.draft({
      ...about(input.request),
      outcome: 'completed',
      code: 'TRAINING_COMPLETED',
      numbers: { attempts: view.attempt },
      inputs: { trainingSet },
      evidence: { model: candidate.onnx, metadata: candidate.metadata },
    }),
  );
  showDetails(
    `**Candidate** \`${candidate.version}\` · ${set.training.labelled} labelled rows · training set \`${shortDigest(trainingSet)}\``,
  );
  return finish({ outcome: 'completed', code: 'TRAINING_COMPLETED', candidate });
}

const about = (request: TrainingRequest) => ({ about: ids.training(request.model, shortDigest(digestOf(request))) });

/** The gate of the features: nothing is trained on what it does not let through. */
async function refusedByGate(
  request: TrainingRequest,
  measured: MeasuredTable,
  inputs: TableGateAt['inputs'],
): Promise<CodeName | undefined> {
  const { about: subject } = about(request);
  const { report, admits } = await passTableGate({ subject, name: 'features', spec: request.spec, inputs }, measured);
  if (admits) return undefined;
  const code = gateCode[report.verdict];
  const evidence = { report: report.digest };
  decide(trainingDecision.draft({ ...about(request), outcome: 'refused', code, inputs, evidence }));
  return code;
}

const countsOf = ({ training: train, holdout }: TrainingSet) => ({
  trainingRows: train.rows,
  trainingLabelled: train.labelled,
  holdoutRows: holdout.rows,
  holdoutLabelled: holdout.labelled,
});

/** Runs the trainer once; ends by its signal, or by the deadline with a minute of grace. */
async function attempt(
  input: TrainingInput,
  run: { readonly request: Digest; readonly trainingSet: Digest; readonly attempt: number },
  ending: () => Ending | undefined,
): Promise<Ending> {
  const { deadline } = input;
  const scope = new CancellationScope();
  let ended = false;
  const running = scope
    .run(() => trainingActivities(deadline).runTrainer({ ...run, workflowId: workflowInfo().workflowId, deadline }))
    .catch(() => undefined)
    .then(() => {
      ended = true;
    });
  await condition(() => ending() !== undefined || ended, deadline + 30_000);
  // The completion signal may still be on its way when the launcher has ended.
  if (ended) await condition(() => ending() !== undefined, 10_000);
  scope.cancel();
  await running;
  return ending() ?? { failed: { code: 'TRAINER_TIMED_OUT', retryable: true } };
}

function candidateOf(
  request: TrainingRequest,
  digest: Digest,
  trainingSet: Digest,
  completion: TrainingCompletion,
): Candidate {
  const { model: onnx, metadata } = completion;
  const { model, spec, requestedBy } = request;
  return {
    model,
    version: shortDigest(digestOf({ onnx, metadata })),
    onnx,
    metadata,
    trainingSet,
    request: digest,
    spec,
    requestedBy,
  };
}
