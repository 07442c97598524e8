import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Segment } from '#contracts/snapshot.ts';
import { sha256 } from '#domain/digest.ts';
import { mergeable, recordBounds } from '#domain/time/record.ts';

const segment = (count: number, i: number): Segment => ({
  digest: sha256(String(i)),
  count,
  firstOrdinal: 0,
  lastOrdinal: count - 1,
  minTime: 0,
  maxTime: 1,
});

test('few segments grow, whatever comes, and no merge holds more than half a million arrivals', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2 * recordBounds.grown }), { maxLength: 200 }), (batches) => {
      let segments: Segment[] = [];
      for (const [i, count] of batches.entries()) {
        segments.push(segment(count, i));
        const merged = mergeable({ segments });
        const sum = merged.reduce((all, one) => all + one.count, 0);
        expect(sum).toBeLessThan(5 * recordBounds.grown);
        if (merged.length > 0)
          segments = [...segments.filter((one) => !merged.includes(one)), segment(sum, batches.length + i)];
        expect(segments.filter((one) => one.count < recordBounds.grown).length).toBeLessThanOrEqual(
          recordBounds.segments,
        );
      }
      expect(segments.reduce((all, one) => all + one.count, 0)).toBe(batches.reduce((all, count) => all + count, 0));
    }),
  );
});
