import type { Digest } from '#contracts/digest.ts';
import { trainingSignals } from '#contracts/signals.ts';
import {
  type TrainingCompletion,
  type TrainingFailure,
  type TrainingProgress,
  TrainingRequest,
  TrainingSet,
} from '#contracts/training.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { readRecipe } from '../features/recipe.ts';
import { type ProcessEnd, runProcess } from '../programs/process.ts';
import { InvalidOutput, keepOutput } from './output.ts';
import { paced } from './pace.ts';
import type { RunTrainerInput } from './port.ts';
import { createTrainerLog, type TrainerLog } from './trainer-log.ts';
import { inWorkplace, type Workplace } from './workplace.ts';

/** Sends a signal to a workflow. */
export type Signal = (workflowId: string, signalName: string, payload: unknown) => Promise<void>;

export interface TrainerDependencies {
  readonly artifacts: ArtifactStore;
  readonly scratch: string;
  /** Folders that go before `PATH`. */
  readonly trainerPath?: string | undefined;
  readonly signal: Signal;
}

type Failure = Omit<TrainingFailure, 'key' | 'log'>;
type Ending = { readonly completed: Omit<TrainingCompletion, 'key'> } | { readonly failed: Failure };

/** Exit codes by which a trainer says that a retry is useless: the request is wrong, or the data are unusable. */
const hopelessExits = new Set([2, 3]);

/** Runs the trainer of a request once and signals how it went. */
export async function runTrainer(
  dependencies: TrainerDependencies,
  input: RunTrainerInput,
  cancelled?: AbortSignal,
): Promise<void> {
  const { artifacts, signal } = dependencies;
  const request = await artifacts.getJson(input.request, TrainingRequest);
  const set = await artifacts.getJson(input.trainingSet, TrainingSet);
  const { trainer = { command: [], files: [] } } = await readRecipe(artifacts, request.spec);
  const send = (name: string, payload: object) => signal(input.workflowId, name, payload);
  // Each report becomes part of the workflow's history, so they are paced; one that cannot be sent is ignored.
  const progress = paced((report: TrainingProgress) => void send(trainingSignals.progressed, report).catch(() => {}));
  const log = createTrainerLog(progress.add);

  const ending = await inWorkplace({ ...dependencies, request, set, files: trainer.files }, async (place) => {
    const end = await launch(trainer.command, place, input.deadline, log, cancelled).finally(progress.stop);
    cancelled?.throwIfAborted();
    return endingOf(end, () => keepOutput(artifacts, place.output, set), log);
  });
  const key = String(input.attempt);
  if ('completed' in ending) await send(trainingSignals.completed, { key, ...ending.completed });
  else await send(trainingSignals.failed, { key, ...ending.failed, log: await keepLog(artifacts, log) });
}

const launch = (
  command: readonly string[],
  place: Workplace,
  deadline: number,
  log: TrainerLog,
  signal?: AbortSignal,
) => runProcess({ command, cwd: place.trainer, env: place.env, deadline, signal, onOutput: log.add });

async function endingOf(
  { exitCode, timedOut }: ProcessEnd,
  keep: () => Promise<Omit<TrainingCompletion, 'key'>>,
  log: TrainerLog,
): Promise<Ending> {
  const code = exitCode === undefined ? {} : { exitCode };
  if (timedOut) return { failed: { code: 'TRAINER_TIMED_OUT', ...code, retryable: true } };
  if (exitCode !== 0) {
    return {
      failed: { code: 'TRAINER_FAILED', ...code, retryable: exitCode === undefined || !hopelessExits.has(exitCode) },
    };
  }
  try {
    return { completed: await keep() };
  } catch (error) {
    if (!(error instanceof InvalidOutput)) throw error;
    log.add(Buffer.from(`${error.message}\n`), 'stderr');
    return { failed: { code: 'TRAINER_OUTPUT_INVALID', ...code, retryable: false } };
  }
}

const keepLog = async (artifacts: Pick<ArtifactStore, 'put'>, log: TrainerLog): Promise<Digest> =>
  (await artifacts.put(log.content())).digest;
