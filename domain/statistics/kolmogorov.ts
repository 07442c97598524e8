import { logGamma } from './gamma.ts';
import { pelzGood } from './pelz-good.ts';
import { createSum } from './sum.ts';

/** Up to here the distribution is computed exactly. */
const exactUpTo = 140;
/** Up to here the sum of {@link smirnovSf} is taken term by term. */
const termsUpTo = 1_000_000;

/**
 * P(D > d) of the two-sided one-sample Kolmogorov–Smirnov statistic of `n` values: as `scipy.stats.kstwo.sf(d, n)`.
 *
 * Which of the known forms holds where is from R. Simard, P. L'Ecuyer, Computing the Two-Sided Kolmogorov–Smirnov Distribution
 * (2011).
 */
export function kolmogorovSf(d: number, n: number): number {
  const t = n * d;
  if (n <= 0 || t <= 0.5) return 1;
  if (d >= 1) return 0;
  if (t <= 1) return -Math.expm1(logGamma(n + 1) + n * Math.log((2 * t - 1) / n));
  if (t >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5) return 2 * smirnovSf(d, n);
  const squared = t * d;
  if (squared >= 370) return 0;
  if (squared >= (n <= exactUpTo ? 4 : 2.2)) return Math.min(1, 2 * smirnovSf(d, n));
  const exactly = n <= exactUpTo || (n <= 100_000 && n * d ** 1.5 <= 1.4);
  return Math.min(1, Math.max(0, 1 - (exactly ? durbin(d, n) : pelzGood(d, n))));
}

/**
 * P(D⁺ > d) of the one-sided statistic.
 *
 * @see Z. W. Birnbaum, F. H. Tingey, One-Sided Confidence Contours for Probability Distribution Functions (1951)
 */
function smirnovSf(d: number, n: number): number {
  // Smirnov's expansion: what is left out is of the order of n^-3/2.
  if (n > termsUpTo) return Math.exp(-((6 * n * d + 1) ** 2) / (18 * n));
  const sum = createSum();
  let logChoose = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j += 1) {
    const above = 1 - d - j / n;
    if (above > 0) sum.add(Math.exp(logChoose + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(above)));
    logChoose += Math.log((n - j) / (j + 1));
  }
  return d * sum.value();
}

/**
 * P(D < d), exactly: the middle element of a matrix to the power of n.
 *
 * @see G. Marsaglia, W. W. Tsang, J. Wang, Evaluating Kolmogorov's Distribution (2003)
 */
function durbin(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const { matrix, exponent } = power(durbinMatrix(size, k - n * d), size, n);
  let value = matrix[(k - 1) * size + k - 1] ?? 0;
  let scale = exponent;
  for (let i = 1; i <= n; i += 1) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      scale -= 140;
    }
  }
  return value * 10 ** scale;
}

function durbinMatrix(size: number, h: number): Float64Array {
  const at = (row: number, column: number) => row * size + column;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) for (let j = 0; j <= Math.min(i + 1, size - 1); j += 1) matrix[at(i, j)] = 1;
  const subtract = (place: number, amount: number) => {
    matrix[place] = (matrix[place] ?? 0) - amount;
  };
  for (let i = 0; i < size; i += 1) {
    subtract(at(i, 0), h ** (i + 1));
    subtract(at(size - 1, i), h ** (size - i));
  }
  if (h > 0.5) subtract(at(size - 1, 0), -((2 * h - 1) ** size));
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j <= Math.min(i + 1, size - 1); j += 1)
      for (let g = 2; g <= i - j + 1; g += 1) matrix[at(i, j)] = (matrix[at(i, j)] ?? 0) / g;
  return matrix;
}

interface Scaled {
  readonly matrix: Float64Array;
  /** The matrix is to be multiplied by 10 to this. */
  readonly exponent: number;
}

function power(matrix: Float64Array, size: number, n: number): Scaled {
  if (n === 1) return { matrix, exponent: 0 };
  const half = power(matrix, size, Math.floor(n / 2));
  const even = scaled({ matrix: times(half.matrix, half.matrix, size), exponent: 2 * half.exponent }, size);
  return n % 2 === 0 ? even : { matrix: times(matrix, even.matrix, size), exponent: even.exponent };
}

function scaled({ matrix, exponent }: Scaled, size: number): Scaled {
  const middle = matrix[((size * size) / 2) | 0] ?? 0;
  return middle > 1e140
    ? { matrix: matrix.map((value) => value * 1e-140), exponent: exponent + 140 }
    : { matrix, exponent };
}

function times(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1)
    for (let k = 0; k < size; k += 1) {
      const factor = a[i * size + k] ?? 0;
      if (factor === 0) continue;
      for (let j = 0; j < size; j += 1)
        product[i * size + j] = (product[i * size + j] ?? 0) + factor * (b[k * size + j] ?? 0);
    }
  return product;
}
