/** The candidates of `examples/nyc-flights/candidates`, and the first model, which is in `pipeline.yaml` itself. */
export type CandidateName = 'first' | 'weather' | 'shuffled' | 'departures';

/** What a candidate learns from, and is held out for it. */
export interface Span {
  readonly over: string;
  readonly holdout: string;
}

/** How long the story takes: days are counted from its start. A window closes two days after its own. */
export interface Plan {
  /** The last day of the first act; its departures are held back for a while. */
  readonly completeness: number;
  /** The last day of the act with the bad batch. */
  readonly badBatch: number;
  /** The first day on which there is enough for a training. */
  readonly firstModel: number;
  /** By this day there is enough for a better candidate. */
  readonly betterCandidate: number;
  /** Other spans than the example's. */
  readonly spans?: (candidate: CandidateName) => Span;
  /** Other stages than the example's. */
  readonly stages?: readonly Readonly<Record<string, unknown>>[];
}

/** The story as the example declares it: fourteen days, then 28, seven held out. */
export const wholeStory: Plan = { completeness: 10, badBatch: 14, firstModel: 22, betterCandidate: 36 };

/** The same acts on fewer days, for the end-to-end test: the gates, margins and approvals are the example's. */
export const shortStory: Plan = {
  completeness: 10,
  badBatch: 14,
  firstModel: 15,
  betterCandidate: 22,
  spans: (candidate) => ({ over: candidate === 'first' ? '9d' : '16d', holdout: '5d' }),
  stages: [
    { shadow: { panes: 1 } },
    { canary: { weight: '25%', minLabels: 200 } },
    { production: { bake: '4 panes' } },
  ],
};
