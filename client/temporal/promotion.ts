import type { Client } from '@temporalio/client';
import { idPrefix, type PromotionName, promotionNamed, workflowId } from '#contracts/ids/workflow-ids.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import { type PromotionView, stateQuery } from '#workflows/promotion/messages.ts';
import { runningIds } from './runs.ts';
import { runStanding } from './standing.ts';

/** A promotion named by a person, as `promotion/MODEL/VERSION` or `MODEL/VERSION`. */
export interface NamedPromotion extends PromotionName {
  readonly id: string;
}

/** Parses `promotion/{model}/{version}` or `{model}/{version}`; throws `USAGE` for other text. */
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

/**
 * The state of a running promotion. Throws `NOT_FOUND` with the nearest id, `APPROVAL_NOT_AWAITED` if it has ended, or
 * the problem if no worker answers.
 */
export async function promotionView(client: Client, { id }: NamedPromotion): Promise<PromotionView> {
  const run = await runStanding(client, id, stateQuery);
  if (run === undefined) throw await noPromotion(client, id);
  if (run.view !== undefined) return run.view;
  throw new TidegateError(run.problem ?? { code: 'APPROVAL_NOT_AWAITED', message: `the promotion ${id} has ended` });
}

/** The problem for a promotion that does not exist. It names the promotions that run. */
export async function noPromotion(client: Client, id: string): Promise<TidegateError> {
  const ids = await runningIds(client, idPrefix('promotion'));
  return new TidegateError({
    code: 'NOT_FOUND',
    message: `there is no promotion ${id}`,
    expected: 'a promotion that runs: there is none',
    ...misnamed(id, ids),
  });
}
