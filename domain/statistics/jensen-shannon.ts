import { sumOf } from './sum.ts';

/**
 * The Jensen–Shannon distance between the shares of two counted samples: the square root of the divergence, in base 2, so that
 * it lies between 0 and 1. As `scipy.spatial.distance.jensenshannon(…, base=2)`, without its loss of digits between shares that
 * are nearly equal: with s the mean of a level's shares p and q, and r = (p − q) / (p + q), both of its terms come to
 * s · (2r · artanh r + ln(1 − r²)), which is never below nothing.
 *
 * @param reference counts by bin; at least one is above zero, as in `current`
 * @see J. Lin, Divergence Measures Based on the Shannon Entropy (1991)
 */
export function jensenShannon(reference: readonly number[], current: readonly number[]): number {
  const [n, m] = [totalOf(reference), totalOf(current)];
  const terms = reference.map((r, i) => {
    const c = current[i] ?? 0;
    const [p, q] = [r * m, c * n];
    return ((r / n + c / m) / 2) * divergence(p === q ? 0 : (p - q) / (p + q));
  });
  return Math.min(1, Math.sqrt(sumOf(terms) / (2 * Math.LN2)));
}

const divergence = (r: number): number =>
  Math.abs(r) === 1 ? 2 * Math.LN2 : 2 * r * Math.atanh(r) + Math.log1p(-r * r);

function totalOf(counts: readonly number[]): number {
  const total = sumOf(counts);
  if (!(total > 0)) throw new RangeError('no share of nothing');
  return total;
}

/**
 * The edges of bins of equal width over a range, as `numpy.histogram` has them: bin `i` holds `edges[i] <= x < edges[i + 1]`, and
 * the last one its upper edge, too. A range of one value is widened by a half on either side.
 *
 * The edges never descend. Where there are fewer doubles than edges, which numpy refuses, some are equal, and a bin between equal
 * ones is empty; a range above the greatest double is halved, divided and doubled.
 *
 * @throws RangeError unless both ends are finite and ascend
 */
export function equalWidthEdges(least: number, greatest: number, bins = 20): number[] {
  if (!(Number.isFinite(least) && Number.isFinite(greatest) && least <= greatest))
    throw new RangeError(`no bins from ${least} to ${greatest}`);
  const [from, to] = least === greatest ? [least - 0.5, greatest + 0.5] : [least, greatest];
  const edgeAt = spacing(from, to, bins);
  return [...Array.from({ length: bins }, (_, i) => Math.min(edgeAt(i), to)), to];
}

/** An edge as `numpy.linspace` rounds it, which goes another way where a width would round to nothing. */
function spacing(from: number, to: number, bins: number): (i: number) => number {
  const range = to - from;
  if (range === Number.POSITIVE_INFINITY) {
    const half = spacing(from / 2, to / 2, bins);
    return (i) => 2 * half(i);
  }
  const width = range / bins;
  return width === 0 ? (i) => (i / bins) * range + from : (i) => i * width + from;
}
