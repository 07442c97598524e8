import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesOf, mostCharacters, mostEvents } from '#client/sdk/batches.ts';

test('bodies hold all events in order, each within the limits, and say where each begins', () => {
  // Some of a size of which few fit into one body.
  const size = fc.oneof(fc.nat(50), fc.constant(mostCharacters / 3));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 12 }), fc.nat(2 * mostEvents), (sizes, more) => {
      const events = [...sizes, ...Array<number>(more).fill(1)].map((length, n) => ({ n, text: 'x'.repeat(length) }));
      const batches = [...batchesOf(events)];
      const parsed = batches.map(({ body }) => JSON.parse(body) as typeof events);
      expect(parsed.flat()).toEqual(events);
      for (const [i, part] of parsed.entries()) {
        expect(part[0]?.n).toBe(batches[i]?.first);
        expect(part.length).toBeLessThanOrEqual(mostEvents);
        expect(batches[i]?.body.length).toBeLessThanOrEqual(mostCharacters + 2);
      }
    }),
    { numRuns: 30 },
  );
});

test('an event that is too long goes by itself, for the gateway to refuse', () => {
  const events = [1, 'x'.repeat(mostCharacters), 2];
  expect([...batchesOf(events)].map(({ first }) => first)).toEqual([0, 1, 2]);
});
