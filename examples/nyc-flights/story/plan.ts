/** The candidates of `examples/nyc-flights/candidates`, and the first model, which is in `pipeline.yaml` itself. */
export type CandidateName = 'first' | 'weather' | 'shuffled' | 'departures';

/** How long the story takes: days are counted from its start. A window closes two days after its own. */
export interface Plan {
  /** The last day of the first act; its departures are held back for a while. */
  readonly completeness: number;
  /** The last day of the act with the bad batch. */
  readonly badBatch: number;
  /** By this day a person must have looked at the day of which too little came; the rest of it comes on the day after. */
  readonly heldDay: number;
  /** The first day on which there is enough for a training. */
  readonly firstModel: number;
  /** By this day there is enough for a better candidate. */
  readonly betterCandidate: number;
  /** By this day there is enough for the candidate that is rolled back. */
  readonly rolledBack: number;
}

/** As the example declares it: fourteen days, then 28, then 42, seven held out. */
export const plan: Plan = {
  completeness: 10,
  badBatch: 14,
  heldDay: 18,
  firstModel: 22,
  betterCandidate: 36,
  rolledBack: 50,
};
