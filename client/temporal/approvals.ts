import type { Client } from '@temporalio/client';
import type { ApprovalEnvelope } from '#contracts/approval.ts';
import { TidegateError } from '#contracts/problem.ts';
import { workflowId } from '#contracts/window.ts';
import { type ApprovalAnswer, approveUpdate, rejectUpdate } from '#workflows/promotion/messages.ts';
import { nearest } from '../nearest.ts';
import { within } from './connect.ts';
import { isNotFound, problemOf } from './failures.ts';
import { isRunning, runningIds } from './runs.ts';

const answerMs = 15_000;

/**
 * Gives a promotion an approval or a rejection, and answers what it decided.
 *
 * Throws `NOT_FOUND` with the nearest id, and `APPROVAL_NOT_AWAITED` for a promotion that has ended.
 */
export async function sendApproval(
  client: Client,
  promotion: { readonly model: string; readonly version: string },
  envelope: ApprovalEnvelope,
): Promise<ApprovalAnswer> {
  const id = workflowId.promotion(promotion.model, promotion.version);
  const update = envelope.statement.verdict === 'approve' ? approveUpdate : rejectUpdate;
  try {
    return await within(client, answerMs, () =>
      client.workflow.getHandle(id).executeUpdate(update, { args: [envelope] }),
    );
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw await absence(client, id);
  }
}

async function absence(client: Client, id: string): Promise<TidegateError> {
  if ((await isRunning(client, id)) === false)
    return new TidegateError(problemOf('APPROVAL_NOT_AWAITED', `the promotion ${id} has ended`));
  const ids = await runningIds(client, 'promotion/');
  const guess = nearest(id, ids);
  return new TidegateError({
    code: 'NOT_FOUND',
    message: `there is no promotion ${id}`,
    observed: id,
    ...(ids.length > 0 && { expected: `one of ${ids.join(', ')}` }),
    ...(guess !== undefined && { remedy: `Did you mean \`${guess}\`?` }),
  });
}
