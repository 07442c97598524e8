import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openBacklog } from '#stores/catalog/backlog.ts';

it('a backlog behaves as a list that loses its head when it grows too long', () => {
  const step = fc.oneof(fc.constant('add' as const), fc.nat(4));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 100 }), (capacity, steps) => {
      const backlog = openBacklog<number>(capacity);
      const list: number[] = [];
      for (const [i, one] of steps.entries()) {
        if (one === 'add') {
          expect(backlog.add(i)).toBe(list.length === capacity);
          list.push(i);
          if (list.length > capacity) list.shift();
        } else {
          expect(backlog.take(one)).toEqual(list.splice(0, one));
        }
        expect(backlog.length).toBe(list.length);
      }
    }),
  );
});
