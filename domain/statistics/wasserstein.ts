import { createSum } from './sum.ts';

/** Up to here values are added up as they are; beyond, an eighth of them, so that no width and no sum overflows. */
const greatestUnscaled = 2 ** 1000;
const eighth = 2 ** -3;

/**
 * The first Wasserstein distance of two samples, in the unit of their values: the area between their distribution functions. As
 * `scipy.stats.wasserstein_distance`; infinite where it exceeds the greatest double, and never NaN.
 *
 * @param n values of the first sample, `m` of the second; each at least 1
 */
export function createWasserstein(n: number, m: number) {
  let area = createSum();
  let scale = 1;
  const below = { reference: 0, current: 0 };
  let previous: number | undefined;

  function scaleDown(): void {
    const before = area.value();
    scale = eighth;
    area = createSum();
    area.add(before * scale);
  }
  return {
    /**
     * Takes the next value in ascending order, finite, with how often either sample has it.
     *
     * @throws RangeError for NaN and the infinities, which are no distance from other values
     */
    take(value: number, reference: number, current: number): void {
      if (!Number.isFinite(value)) throw new RangeError(`${value} is no distance from other values`);
      if (scale === 1 && Math.abs(value) > greatestUnscaled) scaleDown();
      if (previous !== undefined) {
        const gap = Math.abs(below.reference / n - below.current / m);
        area.add(gap * (value * scale - previous * scale));
      }
      previous = value;
      below.reference += reference;
      below.current += current;
    },
    result: (): number => area.value() / scale,
  };
}
