/** An exact number; the denominator is above zero. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `sum` · `base` ^ `exponent`. */
export interface SumPart {
  readonly sum: bigint;
  readonly base: 2 | 10;
  readonly exponent: number;
}

/** The sum of parts in lowest terms: the same for any way in which the same numbers were put into parts. */
export function sumOfParts(parts: readonly SumPart[]): Fraction {
  const lowest = (base: 2 | 10) =>
    parts.reduce((least, part) => (part.base === base ? Math.min(least, part.exponent) : least), 0);
  const [twos, tens] = [lowest(2), lowest(10)];
  const denominator = 2n ** BigInt(-twos) * 10n ** BigInt(-tens);
  const numerator = parts.reduce((sum, part) => sum + part.sum * factorOf(part, twos, tens), 0n);
  return lowestTerms({ numerator, denominator });
}

/** What a part is multiplied by where all are over the common denominator 2^-twos · 10^-tens. */
const factorOf = ({ base, exponent }: SumPart, twos: number, tens: number): bigint =>
  base === 2
    ? 2n ** BigInt(exponent - twos) * 10n ** BigInt(-tens)
    : 2n ** BigInt(-twos) * 10n ** BigInt(exponent - tens);

/** A fraction divided by a whole number above zero. */
export const dividedBy = ({ numerator, denominator }: Fraction, by: bigint): Fraction =>
  lowestTerms({ numerator, denominator: denominator * by });

function lowestTerms({ numerator, denominator }: Fraction): Fraction {
  let [a, b] = [magnitude(numerator), denominator];
  while (b > 0n) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const bits = (value: bigint): number => value.toString(2).length;

const leastExponent = -1074;

/**
 * The double that is nearest to a fraction, the even one of two; an infinity where it lies beyond the greatest.
 *
 * @see IEEE 754-2019, 4.3.1 roundTiesToEven
 */
export function nearestDouble({ numerator, denominator }: Fraction): number {
  if (numerator === 0n) return 0;
  const size = magnitude(numerator);
  const estimate = bits(size) - bits(denominator);
  const [over, under] = scaled(size, denominator, estimate);
  const exponent = over >= under ? estimate : estimate - 1;
  if (exponent > 1023) return numerator < 0n ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const unit = Math.max(exponent - 52, leastExponent);
  const nearest = Number(roundedHalfEven(...scaled(size, denominator, unit))) * 2 ** unit;
  // Nought has no sign here.
  return numerator < 0n ? 0 - nearest : nearest;
}

/** Numerator and denominator of a fraction divided by a power of two. */
const scaled = (numerator: bigint, denominator: bigint, power: number): [bigint, bigint] =>
  power >= 0 ? [numerator, denominator << BigInt(power)] : [numerator << BigInt(-power), denominator];

function roundedHalfEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  return twice > denominator || (twice === denominator && whole % 2n === 1n) ? whole + 1n : whole;
}
