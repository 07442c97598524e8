const precision = 1e-16;
const mostTerms = 1_000_000;

/** ln Γ(x) for x > 0: Stirling's series, reached by the recurrence where x is small. */
export function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 16; at += 1) shift += Math.log(at);
  const square = 1 / (at * at);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/**
 * The regularised upper incomplete gamma function Q(a, x), for a > 0 and x >= 0.
 *
 * @see W. H. Press et al., Numerical Recipes, 6.2: the series below a + 1, Lentz's continued fraction above
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < mostTerms && term > sum * precision; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < mostTerms; i += 1) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / away(numerator * d + b, tiny);
    c = away(b + numerator / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < precision * 4) break;
  }
  return fraction;
}

const away = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);
