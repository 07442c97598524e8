import type { Act } from './act.ts';
import { badBatch } from './bad-batch.ts';
import { betterCandidate } from './better-candidate.ts';
import { completeness } from './completeness.ts';
import { crashesAct } from './crashes.ts';
import { firstModel } from './first-model.ts';
import { hold } from './hold.ts';
import { proof } from './proof.ts';
import { rollback } from './rollback.ts';
import { worseCandidate } from './worse-candidate.ts';

/** The story, in order; each act goes on from where the one before left the world. */
export const acts: readonly Act[] = [
  completeness,
  badBatch,
  hold,
  firstModel,
  betterCandidate,
  worseCandidate,
  rollback,
  crashesAct,
  proof,
];
