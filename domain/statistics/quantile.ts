/** The two neighbours in the ascending order of `n` values that a linear quantile lies between, and how far from the first. */
function placeOf(n: number, share: number) {
  const place = (n - 1) * share;
  const below = Math.floor(place);
  return { below, above: Math.min(below + 1, n - 1), weight: place - below };
}

/** The distinct 0-based places, ascending, whose values linear quantiles need. */
export const placesOf = (n: number, shares: readonly number[]): number[] =>
  [
    ...new Set(
      shares.flatMap((share) => {
        const { below, above } = placeOf(n, share);
        return [below, above];
      }),
    ),
  ].sort((a, b) => a - b);

/**
 * The linear quantile of `n` values at a share, as `numpy.quantile` interpolates it.
 *
 * @param statistics values by their 0-based place in ascending order, of those that {@link placesOf} names
 * @see R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages (1996), definition 7
 */
export function linearQuantile(n: number, share: number, statistics: ReadonlyMap<number, number>): number {
  const { below, above, weight } = placeOf(n, share);
  return between(statistics.get(below) ?? Number.NaN, statistics.get(above) ?? Number.NaN, weight);
}

/** From the nearer of two values, so that neither end is missed by rounding. */
function between(low: number, high: number, weight: number): number {
  const span = high - low;
  if (!Number.isFinite(span) && Number.isFinite(low) && Number.isFinite(high))
    return low * (1 - weight) + high * weight;
  if (low === high || weight === 0) return low;
  return weight < 0.5 ? low + span * weight : high - span * (1 - weight);
}
