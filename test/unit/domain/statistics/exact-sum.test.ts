import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dividedBy, type Fraction, nearestDouble, type SumPart, sumOfParts } from '#domain/statistics/exact-sum.ts';

/** A finite double as a whole number times a power of two, read from its bits. */
function partOf(value: number): SumPart {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 2047n);
  const mantissa = (bits & (2n ** 52n - 1n)) + (field === 0 ? 0n : 2n ** 52n);
  return { sum: bits >> 63n ? -mantissa : mantissa, base: 2, exponent: Math.max(field, 1) - 1075 };
}

/** The naive model: everything over the smallest unit that a double has. */
const unit = 2n ** 1074n;
const unitsOf = (value: number): bigint => {
  const { sum, exponent } = partOf(value);
  return sum * 2n ** BigInt(exponent + 1074);
};
const exactly = (value: number): Fraction => ({ numerator: unitsOf(value), denominator: unit });
const isSame = (a: Fraction, b: Fraction): boolean => a.numerator * b.denominator === b.numerator * a.denominator;
const sizeOf = (value: bigint): bigint => (value < 0n ? -value : value);

/** The doubles beside one that is finite. */
function neighbours(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const at = (place: bigint): number => {
    view.setBigUint64(0, place);
    return view.getFloat64(0);
  };
  const sign = value < 0 ? -1 : 1;
  return [...(bits === 0n ? [-at(1n)] : [sign * at(bits - 1n)]), sign * at(bits + 1n)];
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const extreme = fc.constantFrom(
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  2.225073858507201e-308,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  1e308,
  0.1,
  -0,
  1,
  2 ** 53,
  2 ** 53 + 2,
);
const doubles = fc.array(fc.oneof(finite, extreme), { maxLength: 40 });

describe('the exact sum of doubles', () => {
  test('is that of whole numbers over the smallest unit, by whichever parts it comes', () => {
    fc.assert(
      fc.property(doubles, fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), (values, places) => {
        const single = sumOfParts(values.map(partOf));
        const byExponent = Map.groupBy(values.map(partOf), ({ exponent }, i) => `${exponent}/${places[i]}`);
        const grouped = [...byExponent.values()].map(
          (parts): SumPart => ({
            base: 2,
            exponent: parts[0]?.exponent ?? 0,
            sum: parts.reduce((sum, part) => sum + part.sum, 0n),
          }),
        );
        expect(sumOfParts(grouped.toReversed())).toEqual(single);
        expect(
          isSame(single, { numerator: values.reduce((sum, value) => sum + unitsOf(value), 0n), denominator: unit }),
        ).toBe(true);
      }),
    );
  });

  test('is not lost in cancellation', () => {
    fc.assert(
      fc.property(doubles, finite, (values, left) => {
        const parts = [...values, ...values.map((value) => -value), left].map(partOf);
        expect(nearestDouble(sumOfParts(parts))).toBe(left + 0);
      }),
    );
  });

  test('mixes powers of ten and two', () => {
    const parts: SumPart[] = [
      { sum: 125n, base: 10, exponent: -2 },
      { sum: -1n, base: 2, exponent: -2 },
      { sum: 3n, base: 10, exponent: 2 },
    ];
    expect(sumOfParts(parts)).toEqual({ numerator: 301n, denominator: 1n });
    expect(sumOfParts([])).toEqual({ numerator: 0n, denominator: 1n });
  });
});

describe('the nearest double', () => {
  const fraction = fc.oneof(
    fc.record({
      numerator: fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
      denominator: fc.bigInt({ min: 1n, max: 2n ** 200n }),
    }),
    // Near where doubles end, on either side.
    fc
      .tuple(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }), fc.integer({ min: 1000, max: 1140 }))
      .map(([numerator, power]) => ({ numerator, denominator: 2n ** BigInt(power) })),
    fc
      .tuple(fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }), fc.integer({ min: 900, max: 968 }))
      .map(([numerator, power]) => ({ numerator: numerator * 2n ** BigInt(power), denominator: 1n })),
  );

  test('of a double is itself', () => {
    fc.assert(
      fc.property(fc.oneof(finite, extreme), (value) => {
        expect(nearestDouble(exactly(value))).toBe(value + 0);
      }),
    );
  });

  test('has no double nearer to the fraction, and of two equally near ones is the even', () => {
    fc.assert(
      fc.property(fraction, (exact) => {
        const nearest = nearestDouble(exact);
        const distance = (value: number) => sizeOf(unitsOf(value) * exact.denominator - exact.numerator * unit);
        for (const other of neighbours(nearest).filter(Number.isFinite)) {
          expect(distance(nearest) <= distance(other)).toBe(true);
          if (distance(nearest) === distance(other)) expect(partOf(nearest).sum % 2n).toBe(0n);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('is an infinity from half a unit above the greatest on', () => {
    const limit = 2n ** 1024n - 2n ** 970n;
    expect(nearestDouble({ numerator: limit - 1n, denominator: 1n })).toBe(Number.MAX_VALUE);
    expect(nearestDouble({ numerator: limit, denominator: 1n })).toBe(Number.POSITIVE_INFINITY);
    expect(nearestDouble({ numerator: -limit, denominator: 1n })).toBe(Number.NEGATIVE_INFINITY);
    expect(nearestDouble({ numerator: 2n ** 1100n, denominator: 1n })).toBe(Number.POSITIVE_INFINITY);
  });

  test('of a mean is finite where its sum is not', () => {
    const total = sumOfParts([Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE].map(partOf));
    expect(nearestDouble(total)).toBe(Number.POSITIVE_INFINITY);
    expect(nearestDouble(dividedBy(total, 3n))).toBe(Number.MAX_VALUE);
    expect(nearestDouble(dividedBy(exactly(5e-324), 3n))).toBe(0);
    expect(nearestDouble(dividedBy({ numerator: 1n, denominator: 1n }, 3n))).toBe(1 / 3);
  });
});
