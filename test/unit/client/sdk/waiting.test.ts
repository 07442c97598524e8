import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secondsAsked, waitBefore } from '#client/sdk/waiting.ts';

const chance = fc.double({ min: 0, max: 1, noNaN: true });

test('never comes back earlier than was asked, and at most half as late again', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(3_600), chance, (number, seconds, random) => {
      const wait = waitBefore(number + 1, seconds, random);
      expect(wait).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(wait).toBeLessThanOrEqual(seconds * 1_500);
    }),
  );
});

test('waits longer each time where nothing was asked, but not for ever', () => {
  const waits = Array.from({ length: 100 }, (_, i) => waitBefore(i + 1, undefined, 0));
  expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(Math.max(...waits)).toBe(30_000);
});

test.each([
  [null, undefined],
  ['7', 7],
  ['0', 0],
  ['Thu, 01 Jan 1970 00:01:30 GMT', 90],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %s', (header, seconds) => {
  expect(secondsAsked(header, header?.includes('01:30') ? 0 : 1_000)).toBe(seconds);
});
