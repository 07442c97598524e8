import { sumOf } from './sum.ts';

const smallestShare = 1e-4;

/**
 * The population stability index of two samples counted over the same bins: Σ (c − r) · ln(c / r) over their shares, each
 * clipped at 1e-4 from below and not renormalised.
 *
 * @param reference counts by bin; at least one is above zero, as in `current`
 */
export function psi(reference: readonly number[], current: readonly number[]): number {
  const r = shares(reference);
  const c = shares(current);
  return sumOf(r.map((share, i) => term(share, c[i] ?? smallestShare)));
}

const term = (reference: number, current: number): number => (current - reference) * Math.log(current / reference);

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > 0)) throw new RangeError('no share of nothing');
  return counts.map((count) => Math.max(count / total, smallestShare));
}
