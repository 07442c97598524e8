import { normalQuantile } from './normal.ts';

/**
 * Γ(a + ½) / Γ(a): Stirling's series of the ratio where it has converged, the recurrence below.
 *
 * @see NIST Digital Library of Mathematical Functions, 5.11.13
 */
function gammaRatio(a: number): number {
  if (a < 20) return (gammaRatio(a + 1) * a) / (a + 0.5);
  const square = 1 / (a * a);
  return Math.sqrt(a) * Math.exp((-1 / 8 + square * (1 / 192 + square * (-1 / 640 + (square * 17) / 14336))) / a);
}

/**
 * The continued fraction of the incomplete beta function, by Lentz's method.
 *
 * @see NIST Digital Library of Mathematical Functions, 8.17.22
 */
function betaFraction(x: number, a: number, b: number): number {
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let c = 1;
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction;
}

/** The probability that Student's t exceeds `t` ≥ 0: half the incomplete beta function at df / (df + t²). */
function upperTail(t: number, df: number): number {
  const a = df / 2;
  const square = t * t;
  const front =
    (Math.exp(-a * Math.log1p(square / df)) * Math.sqrt(square / (df + square)) * gammaRatio(a)) / Math.sqrt(Math.PI);
  const x = df / (df + square);
  if (x < (a + 1) / (a + 2.5)) return (front * betaFraction(x, a, 0.5)) / df;
  return 0.5 - front * betaFraction(square / (df + square), 0.5, a);
}

const density = (t: number, df: number): number =>
  (gammaRatio(df / 2) / Math.sqrt(Math.PI * df)) * Math.exp((-(df + 1) / 2) * Math.log1p((t * t) / df));

/** The quantile of Student's t with `df` > 0 degrees of freedom, which need not be whole, at a probability within (0, 1). */
export function studentQuantile(probability: number, df: number): number {
  if (!(probability > 0 && probability < 1 && df > 0)) throw new RangeError(`no t quantile of ${probability} at ${df}`);
  if (probability === 0.5) return 0;
  if (df > 1e5) return nearNormalQuantile(normalQuantile(probability), df);
  return probability < 0.5 ? -upperQuantile(probability, df) : upperQuantile(1 - probability, df);
}

/**
 * The quantile where t is all but normal, from the normal one; the next term is far below rounding.
 *
 * @see M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.5
 */
function nearNormalQuantile(z: number, df: number): number {
  const square = z * z;
  const first = (square + 1) / 4;
  const second = ((5 * square + 16) * square + 3) / 96;
  const third = (((3 * square + 19) * square + 17) * square - 15) / 384;
  return z * (1 + (first + (second + third / df) / df) / df);
}

/** Newton's steps on the tail's logarithm, halving the bracket where they would leave it. */
function upperQuantile(tail: number, df: number): number {
  let low = 0;
  let high = Math.max(1, -normalQuantile(tail));
  while (upperTail(high, df) > tail) [low, high] = [high, high * 2];
  let t = high;
  for (let step = 0; step < 200; step++) {
    const reached = upperTail(t, df);
    if (reached > tail) low = t;
    else high = t;
    const newton = t + (Math.log(reached / tail) * reached) / density(t, df);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-15 * next) return next;
    t = next;
  }
  return t;
}
