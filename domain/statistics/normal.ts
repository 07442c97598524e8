const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Φ(z) − ½ = φ(z) · (z + z³/3 + z⁵/(3·5) + …). */
function centre(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > Math.abs(sum) * 1e-17 && k < 400; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return density(z) * sum;
}

/** 1 − Φ(z) = φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))), for z well above zero. */
function farTail(z: number): number {
  let fraction = z;
  for (let k = 200; k >= 1; k--) fraction = z + k / fraction;
  return density(z) / fraction;
}

/**
 * The probability that a standard normal variable exceeds `z`, with small relative error in the far tail too.
 *
 * @see M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.2.11 and 26.2.14
 */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return z < 2.5 ? 0.5 - centre(z) : farTail(z);
}

/**
 * The standard normal quantile of a probability within (0, 1), by Halley's steps from Hastings' approximation.
 *
 * @see M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.2.23
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`no normal quantile of ${probability}`);
  if (probability < 0.5) return -upperQuantile(probability);
  return upperQuantile(1 - probability);
}

function upperQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 4; step++) {
    const error = (normalTail(z) - tail) / density(z);
    z += error / (1 - (z * error) / 2);
  }
  return z;
}
