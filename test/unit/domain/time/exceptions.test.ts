import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withOrdinal } from '#domain/time/exceptions.ts';

test('ranges hold exactly the ordinals that were put in, sorted and joined', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), (ordinals) => {
      const ranges = ordinals.reduce<readonly (readonly [number, number])[]>(withOrdinal, []);
      const held = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
      expect(held).toEqual([...new Set(ordinals)].sort((a, b) => a - b));
      for (const [i, [from]] of ranges.slice(1).entries()) expect(from).toBeGreaterThan((ranges[i]?.[1] ?? 0) + 1);
    }),
  );
});
