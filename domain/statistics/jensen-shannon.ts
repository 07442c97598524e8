import { sumOf } from './sum.ts';

/**
 * The Jensen–Shannon distance between the shares of two counted samples: the square root of the divergence, in base 2, so that
 * it lies between 0 and 1. As `scipy.spatial.distance.jensenshannon(…, base=2)`.
 *
 * @param reference counts by bin; at least one is above zero, as in `current`
 * @see J. Lin, Divergence Measures Based on the Shannon Entropy (1991)
 */
export function jensenShannon(reference: readonly number[], current: readonly number[]): number {
  const [r, c] = [sharesOf(reference), sharesOf(current)];
  const terms = r.flatMap((share, i) => {
    const other = c[i] ?? 0;
    const middle = (share + other) / 2;
    return [relativeEntropy(share, middle), relativeEntropy(other, middle)];
  });
  // Of equal shares the terms cancel to nothing, or by rounding to less.
  return Math.sqrt(Math.max(0, sumOf(terms)) / Math.LN2 / 2);
}

const relativeEntropy = (share: number, middle: number): number => (share === 0 ? 0 : share * Math.log(share / middle));

function sharesOf(counts: readonly number[]): number[] {
  const total = sumOf(counts);
  if (!(total > 0)) throw new RangeError('no share of nothing');
  return counts.map((count) => count / total);
}

/**
 * The edges of bins of equal width over a range, as `numpy.histogram` has them: bin `i` holds `edges[i] <= x < edges[i + 1]`, and
 * the last one its upper edge, too. A range of one value is widened by a half on either side.
 */
export function equalWidthEdges(least: number, greatest: number, bins = 20): number[] {
  const [from, to] = least === greatest ? [least - 0.5, greatest + 0.5] : [least, greatest];
  const width = (to - from) / bins;
  const edgeAt = Number.isFinite(width)
    ? (i: number) => i * width + from
    : (i: number) => from * (1 - i / bins) + to * (i / bins);
  return [...Array.from({ length: bins }, (_, i) => edgeAt(i)), to];
}
