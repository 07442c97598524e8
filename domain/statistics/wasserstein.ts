import { createSum } from './sum.ts';

/**
 * The first Wasserstein distance of two samples, in the unit of their values: the area between their distribution functions. As
 * `scipy.stats.wasserstein_distance`.
 *
 * @param n values of the first sample, `m` of the second; each at least 1
 */
export function createWasserstein(n: number, m: number) {
  const area = createSum();
  const below = { reference: 0, current: 0 };
  let previous: number | undefined;
  return {
    /** Takes the next value in ascending order, finite, with how often either sample has it. */
    take(value: number, reference: number, current: number): void {
      if (previous !== undefined) {
        const gap = Math.abs(below.reference / n - below.current / m);
        const width = value - previous;
        area.add(Number.isFinite(width) ? gap * width : gap * value - gap * previous);
      }
      previous = value;
      below.reference += reference;
      below.current += current;
    },
    result: (): number => area.value(),
  };
}
