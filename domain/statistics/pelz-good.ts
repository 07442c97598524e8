import { sumOf } from './sum.ts';

const squaredPi = Math.PI ** 2;

/**
 * P(D <= d) of the two-sided one-sample Kolmogorov–Smirnov statistic for large `n`: Kolmogorov's limit and three corrections of
 * the orders n^-1/2, n^-1 and n^-3/2.
 *
 * @see W. Pelz, I. J. Good, Approximating the Lower Tail-Areas of the Kolmogorov–Smirnov One-Sample Statistic (1976)
 */
export function pelzGood(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const most = Math.ceil((16 * z) / Math.PI);
  const ks = Array.from({ length: most }, (_, i) => i + 1);
  const odd = oddTerms(z, ks);
  const all = allTerms(z, ks);
  const order = [odd[0], odd[1], odd[2] + all[0], odd[3] + all[1]];
  return sumOf(order.map((term, i) => term / n ** (i / 2)));
}

/** The sums over the odd numbers, one for each order. */
function oddTerms(z: number, ks: readonly number[]): [number, number, number, number] {
  const sums: [number[], number[], number[], number[]] = [[], [], [], []];
  for (const k of ks) {
    // m² π² / 4, of an odd m.
    const s = ((2 * k - 1) ** 2 * squaredPi) / 4;
    const weight = Math.exp(-s / (2 * z ** 2));
    sums[0].push(weight);
    sums[1].push(weight * (s - z ** 2));
    sums[2].push(weight * (6 * z ** 6 + 2 * z ** 4 + (2 * z ** 4 - 5 * z ** 2) * s + (1 - 2 * z ** 2) * s ** 2));
    sums[3].push(
      weight *
        (-30 * z ** 6 -
          90 * z ** 8 +
          (135 * z ** 4 - 96 * z ** 6) * s +
          (212 * z ** 4 - 60 * z ** 2) * s ** 2 +
          (5 - 30 * z ** 2) * s ** 3),
    );
  }
  const root = Math.sqrt(2 * Math.PI);
  return [
    (root * sumOf(sums[0])) / z,
    (root * sumOf(sums[1])) / (6 * z ** 4),
    (root * sumOf(sums[2])) / (72 * z ** 7),
    (root * sumOf(sums[3])) / (6_480 * z ** 10),
  ];
}

/** The sums over all numbers, of the last two orders. */
function allTerms(z: number, ks: readonly number[]): [number, number] {
  const terms = ks.map((k) => {
    const s = k ** 2 * squaredPi;
    return { s, weight: s * Math.exp(-s / (2 * z ** 2)) };
  });
  const root = Math.sqrt(2 * Math.PI);
  return [
    (-root * sumOf(terms.map(({ weight }) => weight))) / (36 * z ** 3),
    (root * sumOf(terms.map(({ s, weight }) => weight * (3 * z ** 2 - s)))) / (216 * z ** 6),
  ];
}
