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
