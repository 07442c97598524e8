/** What goes wrong upstream, as days from the start; which day exactly is drawn from the seed, but for the correction. */
export interface Incidents {
  /** The flights of this day come a day later, after those of the day that follows. */
  readonly swapped: number;
  /** The flights of this day are announced twice. */
  readonly twice: number;
  /** An airline's flights of this day come three days later: after the window has fired, within the allowed lateness. */
  readonly late: number;
  /** An airline's flights of this day come six days later: after the window has expired. */
  readonly tooLate: number;
  /** Half of this day's flights come as a file that was cut off, and whole on the next day, under a new id. */
  readonly corrupted: number;
  /** This day's flights hold broken rows and a block that was written twice. */
  readonly bad: number;
  /** Of this day's flights a third comes in time, and the rest three days later: too few for a day. */
  readonly partial: number;
  /** An airline corrects this day's flights three days later, when a model was trained on them. */
  readonly corrected: number;
}

export const lateBy = 3;
export const correctedBy = 3;
export const tooLateBy = 6;

/** The same seed gives the same days; no two incidents fall on one day. */
export function incidentsOf(seed: number): Incidents {
  const draw = randomOf(seed);
  const either = (first: number) => first + (draw() < 0.5 ? 0 : 1);
  return {
    twice: 1,
    swapped: 2,
    tooLate: either(3),
    late: either(5),
    corrupted: either(7),
    bad: either(11),
    partial: 16,
    corrected: 34,
  };
}

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
