import type { PairedDifference } from '#contracts/evaluation.ts';
import { sumOf, varianceOf } from './sum.ts';

/**
 * The mean of candidate − other over the same rows, with its standard error (sample deviation / √n).
 *
 * In two passes of compensated sums, so that the same rows in the same order give the same bits. Fewer than two rows have
 * no error: it is given as 0, and whoever judges asks for more rows first.
 */
export function pairedDifference(candidate: ArrayLike<number>, other: ArrayLike<number>): PairedDifference {
  const rows = candidate.length;
  if (other.length !== rows) throw new RangeError(`cannot pair ${rows} rows with ${other.length}`);
  if (rows === 0) return { rows, mean: 0, error: 0 };
  const differences = Float64Array.from(candidate, (value, row) => value - (other[row] ?? Number.NaN));
  const mean = sumOf(differences) / rows;
  return { rows, mean, error: rows < 2 ? 0 : Math.sqrt(varianceOf(differences) / rows) };
}
