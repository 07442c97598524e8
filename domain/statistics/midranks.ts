/** The ranks from 1 of some finite numbers; equal ones share the mean of their ranks. O(n log n). */
export function midranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    const value = values[order[first] ?? 0];
    let after = first + 1;
    while (after < order.length && values[order[after] ?? 0] === value) after++;
    for (let i = first; i < after; i++) ranks[order[i] ?? 0] = (first + 1 + after) / 2;
    first = after;
  }
  return ranks;
}
