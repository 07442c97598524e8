import type { Code } from '#contracts/codes.ts';
import type { Contradiction, Judgement } from './kind.ts';
import { failed, passed } from './verdicts.ts';

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export const boundsOf = ({ min, max }: Bounds) => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});

/** A number as JSON has it: an infinity is a text. */
export const written = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** Whether a statistic lies within its bounds, which belong to them. */
export const findWithin = (
  value: number,
  { min, max }: Bounds,
  seen: Omit<Judgement, 'verdict' | 'code'>,
): Judgement =>
  (min !== undefined && value < min) || (max !== undefined && value > max)
    ? failed('STATISTIC_OUT_OF_BOUNDS' satisfies Code, seen)
    : passed(seen);

export function boundsContradiction({ min, max }: Bounds): Contradiction | undefined {
  if (min === undefined && max === undefined)
    return { at: [], message: 'a statistic without bounds', observed: 'neither', expected: '`min`, `max` or both' };
  if (min === undefined || max === undefined || min <= max) return undefined;
  return { at: ['min'], message: 'no value lies within', observed: `${min}`, expected: `at most ${max}` };
}
