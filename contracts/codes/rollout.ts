import type { Meanings } from './meaning.ts';

/** Codes about promotions and deployments. */
export const rollout = {
  SLOT_GRANTED: { cause: 'The deployment gave the promotion its slot.', remedy: 'Nothing to do.' },
  SLOT_QUEUED: { cause: "Another promotion holds the deployment's slot.", remedy: 'Nothing to do.' },
  SLOT_RELEASED: { cause: 'The promotion gave its slot back.', remedy: 'Nothing to do.' },
  SLOT_REVOKED: { cause: 'A rollback took the slot.', remedy: "Look at the rollback's decision." },
  EPOCH_STALE: { cause: 'The message carries an epoch that is over.', remedy: 'Nothing to do.' },
  STAGE_STARTED: { cause: 'The rollout entered a stage.', remedy: 'Nothing to do.' },
  STAGE_PASSED: { cause: 'The stage was analysed and the guardrails hold.', remedy: 'Nothing to do.' },
  STAGE_WAITING: { cause: 'There are too few labels yet to tell.', remedy: 'Nothing to do.' },
  STAGE_INCONCLUSIVE: {
    cause: 'All declared looks are used, and the evidence is not conclusive.',
    remedy: 'The candidate goes back; collect more labels in a longer stage.',
  },
  GUARDRAIL_BREACHED: {
    cause:
      'By the labels that came, the candidate is worse than its predecessor by more than the margin, with statistical certainty.',
    remedy: 'Nothing to do: the predecessor is restored. Look for the cause in the inputs.',
  },
  INFERENCE_ERROR: {
    cause: 'Scoring a pane failed.',
    remedy: 'See the evidence; the pane is scored again with the next worker.',
  },
  PREDICTIONS_PUBLISHED: { cause: 'A pane was scored by the models that are live.', remedy: 'Nothing to do.' },
  MODEL_PROMOTED: { cause: 'The candidate passed its bake in production.', remedy: 'Nothing to do.' },
  ROLLED_BACK: { cause: 'The predecessor was restored.', remedy: 'Read the evidence that the decision names.' },
  ROLLBACK_TARGET_MISSING: { cause: 'There is no earlier model to go back to.', remedy: 'Promote another candidate.' },
  PROMOTION_ABORTED: { cause: 'A person aborted the promotion.', remedy: 'Nothing to do.' },
} as const satisfies Meanings;
