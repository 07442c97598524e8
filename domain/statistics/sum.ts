/**
 * The compensated sum of numbers in the order given: its error does not grow with their count, and the same order gives
 * the same bits on every machine.
 *
 * @see A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974)
 */
export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The sample variance (divisor n − 1) in two passes; NaN for fewer than two values. */
export function varianceOf(values: ArrayLike<number>): number {
  const { length } = values;
  const mean = sumOf(values) / length;
  const deviations = Float64Array.from(values, (value) => value - mean);
  const rest = sumOf(deviations);
  const squares = deviations.map((deviation) => deviation * deviation);
  return Math.max(0, sumOf(squares) - (rest * rest) / length) / (length - 1);
}
