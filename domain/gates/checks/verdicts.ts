import { Code } from '#contracts/codes.ts';
import type { Judgement } from './kind.ts';

type Seen = Pick<Judgement, 'observed' | 'expected' | 'column' | 'affected'>;

export const passed = (seen: Seen): Judgement => ({ verdict: 'pass', code: 'CHECK_PASSED', ...seen });
export const failed = (code: Code, seen: Seen): Judgement => ({ verdict: 'fail', code, ...seen });
export const inconclusive = (code: Code, seen: Seen): Judgement => ({ verdict: 'inconclusive', code, ...seen });

/** The check could not be run; an engine that knows why names a registered code, such as `COLUMN_MISSING`. */
export const erred = (error: string, expected: Judgement['expected'] = {}): Judgement => ({
  verdict: 'error',
  code: Code.safeParse(error).data ?? 'CHECK_ERROR',
  observed: { error },
  expected,
});

/**
 * Whether a share lies above its limit. Counts are integers, so two shares that differ at all differ by far more than
 * the rounding of one division: a difference of 1e-12 of the limit counts as none.
 */
export const exceeds = (share: number, limit: number): boolean => share > limit * (1 + 1e-12);
