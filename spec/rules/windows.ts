import { formatDuration } from '#contracts/time.ts';
import type { Fault } from '../problem.ts';
import type { Rule } from './rule.ts';

/** 0 < period ≤ size and |offset| < period: else an instant may be in no window, or a window may have two starts. */
export const windowsArePossible: Rule = ({ spec }) => {
  const { size, period = size, offset } = spec.windows;
  const faults: Fault[] = [];
  if (period > size) {
    faults.push({
      code: 'SPEC_WINDOW_IMPOSSIBLE',
      path: ['windows', 'period'],
      message: 'the period is longer than the window: rows between two windows would be in none',
      observed: formatDuration(period),
      expected: `at most the size, ${formatDuration(size)}`,
    });
  }
  if (Math.abs(offset) >= period) {
    faults.push({
      code: 'SPEC_WINDOW_IMPOSSIBLE',
      path: ['windows', 'offset'],
      message: 'the offset is not shorter than the period',
      observed: formatDuration(offset),
      expected: `less than ${formatDuration(period)} either way`,
    });
  }
  return faults;
};
