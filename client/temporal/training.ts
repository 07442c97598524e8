import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { present } from '#contracts/present.ts';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import { type PipelineView, stateQuery as pipelineState, trainNowSignal } from '#workflows/pipeline/messages.ts';
import { stateQuery as trainingState } from '#workflows/training/messages.ts';
import { within } from './connect.ts';
import { isNotFound } from './failures.ts';
import { runStanding } from './standing.ts';

const signalMs = 5_000;
const pollMs = 300;

/** The end of a requested training. */
export interface TrainingEnd {
  readonly id: string;
  /** `completed`, `failed` or `refused`. */
  readonly outcome: string;
  readonly code?: string;
  /** The id of its candidate's promotion, once that has begun. */
  readonly promotion?: string;
}

/** Asks a pipeline to train a model now. Returns the nonce that identifies the request. */
export async function askForTraining(client: Client, pipeline: string, by: string): Promise<string> {
  const nonce = randomUUID();
  try {
    const handle = client.workflow.getHandle(workflowId.pipeline(pipeline));
    await within(client, signalMs, () => handle.signal(trainNowSignal, { by, nonce }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new TidegateError(problemOf('PIPELINE_UNKNOWN', `no pipeline ${pipeline} runs`), { cause: error });
  }
  return nonce;
}

/** Waits until a requested training has ended, and reports its progress. */
export async function trainingEnd(
  client: Client,
  pipeline: string,
  nonce: string,
  onProgress: (share: number, message: string) => void,
): Promise<TrainingEnd> {
  for (;;) {
    const run = await runStanding(client, workflowId.pipeline(pipeline), pipelineState);
    const entry = run?.view?.trainings.find((training) => training.nonce === nonce);
    if (run?.view !== undefined && entry !== undefined && entry.outcome !== 'running') return endOf(run.view, entry);
    if (entry !== undefined) {
      const { view } = (await runStanding(client, entry.id, trainingState)) ?? {};
      if (view) onProgress(view.share, view.message || view.phase);
    }
    await sleep(pollMs);
  }
}

function endOf({ promotions }: PipelineView, { id, outcome, code }: PipelineView['trainings'][number]): TrainingEnd {
  // The pipeline begins the promotion in the same step in which it records the training's end, so the newest promotion
  // is that of this candidate.
  const promotion = outcome === 'completed' ? promotions.at(-1)?.id : undefined;
  return { id, outcome, ...present({ code, promotion }) };
}
