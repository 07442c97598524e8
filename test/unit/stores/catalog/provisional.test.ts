import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionStatus } from '#stores/catalog/catalog.ts';
import { followLog, type KeptPlace } from '#stores/catalog/provisional.ts';
import { decision, recorded } from '#test/support/data/decisions.ts';

const kept = (seq: number, variant = '', status: DecisionStatus = 'provisional'): KeptPlace => ({
  seq,
  hash: decision(seq, variant).hash,
  status,
});

const change = (keptBefore: KeptPlace[], seen: Parameters<typeof followLog>[1]) => {
  const { remove, add } = followLog(keptBefore, seen);
  return { remove, add: add.map((one) => one.decision.subject.replace('arrival/flights/', '')) };
};

describe('following what a worker saw of a run', () => {
  it('adds what is new, with gaps', () => {
    expect(change([kept(0)], [recorded(2), recorded(1), recorded(5)])).toEqual({ remove: [], add: ['1', '2', '5'] });
  });

  it('leaves what is known', () => {
    expect(change([kept(0), kept(1)], [recorded(0), recorded(1)])).toEqual({ remove: [], add: [] });
  });

  it('replaces a decision that never happened, and empties the places after it', () => {
    const before = [kept(3), kept(4), kept(5), kept(6)];
    expect(change(before, [recorded(4, 'b')])).toEqual({ remove: [4, 5, 6], add: ['4b'] });
  });

  it('does so within one batch too', () => {
    expect(change([], [recorded(4), recorded(5), recorded(4, 'b')])).toEqual({ remove: [], add: ['4b'] });
  });

  it('puts back what came again after all', () => {
    const seen = [recorded(4, 'b'), recorded(4), recorded(5)];
    expect(change([kept(4), kept(5)], seen)).toEqual({ remove: [4, 5], add: ['4', '5'] });
  });

  it('leaves confirmed places as they are', () => {
    const before = [kept(0, '', 'confirmed'), kept(1, '', 'confirmed'), kept(2)];
    expect(change(before, [recorded(0, 'b'), recorded(1, 'b'), recorded(2, 'b')])).toEqual({
      remove: [2],
      add: ['2b'],
    });
  });

  it('comes to the same in one batch and one by one', () => {
    const seen = fc.array(fc.tuple(fc.nat(5), fc.constantFrom('', 'b')), { maxLength: 20 });
    fc.assert(
      fc.property(seen, (drawn) => {
        const decisions = drawn.map(([seq, variant]) => recorded(seq, variant));
        const apply = (places: Map<number, string>, batch: typeof decisions) => {
          const before = [...places].map(([seq, subject]) => kept(seq, subject.endsWith('b') ? 'b' : ''));
          const { remove, add } = followLog(before, batch);
          for (const seq of remove) places.delete(seq);
          for (const { decision: added } of add) {
            expect(places.has(added.seq)).toBe(false);
            places.set(added.seq, added.subject);
          }
          return places;
        };
        const atOnce = apply(new Map(), decisions);
        const oneByOne = decisions.reduce((places, one) => apply(places, [one]), new Map<number, string>());
        expect(new Map([...atOnce].sort())).toEqual(new Map([...oneByOne].sort()));
      }),
    );
  });
});
