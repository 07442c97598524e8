import type { Routes, SlotRequest, Standing } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';

/** The lease of the one rollout that may change what is live. */
export interface Slot {
  readonly promotion: string;
  readonly candidate: Candidate;
  readonly epoch: number;
  /** What was live when it was granted: the target of a rollback. */
  readonly before: Candidate | null;
  readonly standing: Exclude<Standing, { readonly at: 'steady' }>;
}

/** What is live of a model, and who may change it; plain JSON. */
export interface Deployment {
  /** Grows with each grant and each rollback. Messages with an earlier epoch have no effect. */
  readonly epoch: number;
  readonly routes: Routes;
  /** Models that were live before, newest last; bounded. */
  readonly lineage: readonly Candidate[];
  readonly slot: Slot | null;
  /** Promotions that wait for the slot, in the order in which they asked. */
  readonly queue: readonly SlotRequest[];
  /** Who ended it. */
  readonly retiredBy?: string;
}

/** How many former models a deployment remembers. */
export const rememberedModels = 10;

export const nothingLive: Deployment = {
  epoch: 0,
  routes: { champion: null, challenger: null, weight: 0 },
  lineage: [],
  slot: null,
  queue: [],
};

export const standingOf = ({ slot }: Pick<Deployment, 'slot'>): Standing => slot?.standing ?? { at: 'steady' };
