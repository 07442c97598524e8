import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabelsReady } from '#contracts/rollout.ts';
import { collectEvidence } from '#domain/promotion/stage-evidence.ts';
import { labelsOf } from './samples.ts';

const now = { epoch: 3, stage: 1 };
const collect = (...all: LabelsReady[]) =>
  all.reduce<readonly LabelsReady[]>((list, one) => collectEvidence(list, one, now), []);

test('windows stand in order of event time, one entry each', () => {
  expect(collect(labelsOf(2), labelsOf(1), labelsOf(3))).toEqual([labelsOf(1), labelsOf(2), labelsOf(3)]);
});

test('newer predictions or labels of a window take the place of older ones', () => {
  expect(collect(labelsOf(1), labelsOf(1, 0, 1))).toEqual([labelsOf(1, 0, 1)]);
  expect(collect(labelsOf(1, 0, 4), labelsOf(1, 1, 0))).toEqual([labelsOf(1, 1, 0)]);
});

test('a repeat, an older pane, another stage and another epoch change nothing', () => {
  const evidence = collect(labelsOf(1, 1, 1));
  expect(collectEvidence(evidence, labelsOf(1, 1, 1), now)).toBe(evidence);
  expect(collectEvidence(evidence, labelsOf(1, 0, 9), now)).toBe(evidence);
  expect(collectEvidence(evidence, { ...labelsOf(2), stage: 0 }, now)).toBe(evidence);
  expect(collectEvidence(evidence, { ...labelsOf(2), epoch: 2 }, now)).toBe(evidence);
});

test('the order of arrival does not matter', () => {
  const one = fc.tuple(fc.nat(4), fc.nat(2), fc.nat(2)).map((parts) => labelsOf(...parts));
  const shuffled = fc
    .array(one, { maxLength: 12 })
    .chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
    );
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      expect(collect(...other)).toEqual(collect(...list));
    }),
  );
});
