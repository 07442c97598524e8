import type { Client } from '@temporalio/client';
import type { ApprovalEnvelope } from '#contracts/approval.ts';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import { type ApprovalAnswer, approveUpdate, rejectUpdate } from '#workflows/promotion/messages.ts';
import { within } from './connect.ts';
import { isNotFound } from './failures.ts';
import { noPromotion } from './promotion.ts';
import { isRunning } from './runs.ts';

const answerMs = 15_000;

/**
 * Sends an approval or a rejection to a promotion, and returns what the promotion decided.
 *
 * Throws `NOT_FOUND` with the nearest id, and `APPROVAL_NOT_AWAITED` if the promotion has ended.
 */
export async function sendApproval(client: Client, id: string, envelope: ApprovalEnvelope): Promise<ApprovalAnswer> {
  const update = envelope.statement.verdict === 'approve' ? approveUpdate : rejectUpdate;
  try {
    return await within(client, answerMs, () =>
      client.workflow.getHandle(id).executeUpdate(update, { args: [envelope] }),
    );
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if ((await isRunning(client, id)) === undefined) throw await noPromotion(client, id);
    throw new TidegateError(problemOf('APPROVAL_NOT_AWAITED', `the promotion ${id} has ended`));
  }
}
