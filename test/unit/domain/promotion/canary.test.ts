import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inCanary } from '#domain/promotion/canary.ts';

const weight = fc.double({ min: 0, max: 1, noNaN: true });

test('nobody is in at 0, everybody at 1', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (key, salt) => !inCanary(key, salt, 0) && inCanary(key, salt, 1)));
});

test('who is in stays in when the weight grows', () => {
  fc.assert(
    fc.property(
      fc.string(),
      weight,
      weight,
      (key, a, b) => !inCanary(key, 's', Math.min(a, b)) || inCanary(key, 's', Math.max(a, b)),
    ),
  );
});

test('the share of entities is the weight, and another salt draws others', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => `2013-05-01 UA ${i} EWR`);
  const inOne = keys.filter((key) => inCanary(key, 'one', 0.1));
  expect(Math.abs(inOne.length / keys.length - 0.1)).toBeLessThan(0.01);
  const inBoth = inOne.filter((key) => inCanary(key, 'two', 0.1));
  expect(Math.abs(inBoth.length / inOne.length - 0.1)).toBeLessThan(0.03);
});

test('the sides never move: these are the first of a day', () => {
  const sides = Array.from({ length: 24 }, (_, i) => Number(inCanary(`flight-${i}`, 'a1b2c3d4e5f6', 0.25))).join('');
  expect(sides).toBe('000001101000001000010100');
});
