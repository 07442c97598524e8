import type { Client } from '@temporalio/client';
import { idPrefix, type PromotionName, promotionNamed, workflowId } from '#contracts/ids/workflow-ids.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import { type PromotionView, stateQuery } from '#workflows/promotion/messages.ts';
import { runningIds } from './runs.ts';
import { runStanding } from './standing.ts';

/** A promotion that is named by a person: its id, or `model/version`. */
export interface NamedPromotion extends PromotionName {
  readonly id: string;
}

/** Reads `promotion/{model}/{version}` or `{model}/{version}`; throws `USAGE` for anything else. */
export function promotionName(text: string): NamedPromotion {
  const named = promotionNamed(text) ?? promotionNamed(`${idPrefix('promotion')}${text}`);
  if (named) return { id: workflowId.promotion(named.model, named.version), ...named };
  const problem = {
    code: 'USAGE',
    message: 'this is no promotion',
    observed: text,
    expected: 'promotion/MODEL/VERSION',
  } as const;
  throw new TidegateError(problem);
}

/** What a promotion says of itself. Throws `NOT_FOUND` with the nearest id, or why it does not answer. */
export async function promotionView(client: Client, { id }: NamedPromotion): Promise<PromotionView> {
  const run = await runStanding(client, id, stateQuery);
  if (run === undefined) throw await noPromotion(client, id);
  if (run.view !== undefined) return run.view;
  throw new TidegateError(run.problem ?? { code: 'APPROVAL_NOT_AWAITED', message: `the promotion ${id} has ended` });
}

/** The problem of a promotion that does not exist, with those that run. */
export async function noPromotion(client: Client, id: string): Promise<TidegateError> {
  const ids = await runningIds(client, idPrefix('promotion'));
  return new TidegateError({
    code: 'NOT_FOUND',
    message: `there is no promotion ${id}`,
    expected: 'a promotion that runs: there is none',
    ...misnamed(id, ids),
  });
}
