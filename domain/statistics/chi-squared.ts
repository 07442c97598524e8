import { upperGamma } from './gamma.ts';
import { sumOf } from './sum.ts';

/**
 * Pearson's test that two counted samples come from one distribution, without a correction for continuity: as
 * `scipy.stats.chi2_contingency(…, correction=False)` of both rows of counts. Levels that neither side has are left out.
 *
 * @param reference counts by level; at least one is above zero, as in `current`
 */
export function chiSquared(
  reference: readonly number[],
  current: readonly number[],
): { readonly statistic: number; readonly degrees: number; readonly pValue: number } {
  const pairs = reference.map((count, i) => [count, current[i] ?? 0] as const).filter(([r, c]) => r + c > 0);
  const totals = [sumOf(pairs.map(([r]) => r)), sumOf(pairs.map(([, c]) => c))] as const;
  const all = totals[0] + totals[1];
  const terms = pairs.flatMap((pair) =>
    pair.map((observed, side) => {
      const expected = ((totals[side] ?? 0) * (pair[0] + pair[1])) / all;
      return (observed - expected) ** 2 / expected;
    }),
  );
  const degrees = pairs.length - 1;
  if (degrees === 0) return { statistic: 0, degrees, pValue: 1 };
  const statistic = sumOf(terms);
  return { statistic, degrees, pValue: upperGamma(degrees / 2, statistic / 2) };
}
