/** A compensated sum of numbers in the order in which they come. */
export interface Sum {
  add(value: number): void;
  value(): number;
}

/**
 * Begins a sum whose error does not grow with the count of its numbers, and to which the same order gives the same bits on every
 * machine.
 *
 * @see A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974)
 */
export function createSum(): Sum {
  let sum = 0;
  let lost = 0;
  return {
    add(value) {
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    },
    value: () => sum + lost,
  };
}

/** The compensated sum of numbers in the order given. */
export function sumOf(values: ArrayLike<number>): number {
  const sum = createSum();
  for (let i = 0; i < values.length; i++) sum.add(values[i] ?? 0);
  return sum.value();
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
