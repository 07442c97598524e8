/** Where linear quantiles at 0.1 … 0.9 look: two neighbouring places each of the ascending order of `n` values. */
const spots = (n: number) =>
  Array.from({ length: 9 }, (_, i) => {
    const place = (n - 1) * ((i + 1) / 10);
    const below = Math.floor(place);
    return { below, above: Math.min(below + 1, n - 1), weight: place - below };
  });

/** The distinct places, ascending, whose values {@link edgesFrom} needs. */
export const placesFor = (n: number): number[] =>
  [...new Set(spots(n).flatMap(({ below, above }) => [below, above]))].sort((a, b) => a - b);

/**
 * The distinct deciles, ascending, from order statistics by place; as `numpy.quantile` interpolates.
 *
 * @see R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages (1996), definition 7
 */
export function edgesFrom(n: number, statistics: ReadonlyMap<number, number>): number[] {
  const at = (place: number): number => statistics.get(place) ?? Number.NaN;
  const tenths = spots(n).map(({ below, above, weight }) => {
    const [low, high] = [at(below), at(above)];
    return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
  });
  return [...new Set(tenths)];
}
