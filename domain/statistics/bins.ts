/**
 * The linear quantile of ascending numbers at `share`, as `numpy.quantile` interpolates it.
 *
 * @see R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages (1996), definition 7
 */
function quantile(ascending: Float64Array, share: number): number {
  const place = (ascending.length - 1) * share;
  const below = Math.floor(place);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] ?? Number.NaN;
  const weight = place - below;
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}

/** The distinct 0.1 … 0.9 quantiles of some finite numbers, ascending; none of no numbers. */
export function decileEdges(values: ArrayLike<number>): number[] {
  if (values.length === 0) return [];
  const ascending = Float64Array.from(values).sort();
  const tenths = Array.from({ length: 9 }, (_, i) => quantile(ascending, (i + 1) / 10));
  return [...new Set(tenths)];
}

/** The bin of a value: how many of the ascending edges lie below it, so that an edge closes the bin on its left. */
export function binOf(value: number, edges: ArrayLike<number>): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? Number.POSITIVE_INFINITY) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the values fall into each bin: one more bin than edges. */
export function countBins(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(values[i] ?? Number.NaN, edges);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
