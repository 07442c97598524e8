import { kolmogorovSf } from './kolmogorov.ts';

/**
 * The two-sample Kolmogorov–Smirnov test: the greatest distance between two distribution functions, and how likely a greater one
 * would be by chance. As `scipy.stats.ks_2samp(method='asymp')`.
 *
 * @param n values of the first sample, `m` of the second; each at least 1 and at most 2^31
 */
export function createKs(n: number, m: number) {
  const below = { reference: 0, current: 0 };
  let greatest = 0;
  return {
    /** Takes how often either sample has the next value in ascending order. */
    take(reference: number, current: number): void {
      below.reference += reference;
      below.current += current;
      greatest = Math.max(greatest, Math.abs(below.reference / n - below.current / m));
    },
    result(): { readonly statistic: number; readonly pValue: number } {
      return { statistic: greatest, pValue: kolmogorovSf(greatest, roundHalfEven((n * m) / (n + m))) };
    },
  };
}

function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
