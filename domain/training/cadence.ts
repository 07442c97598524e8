/** Event time in milliseconds. */
export interface Cadence {
  /** Time between trainings; left out where only people ask for them. */
  readonly every?: number;
  /** Where the data now end that a training would get: the end of its holdout. */
  readonly cut: number;
  /** The cut of the training before, whoever asked for it. */
  readonly previousCut?: number;
}

/** Whether the cadence asks for a training: at the first cut there is, and then each time it has moved on by `every`. */
export function due({ every, cut, previousCut }: Cadence): boolean {
  if (every === undefined) return false;
  return previousCut === undefined || cut - previousCut >= every;
}
