import { describe, expect, test } from 'vitest';
import type { Stage } from '#contracts/spec.ts';
import { comparisonOf, isComplete, looksEarly, stageKind, weightOf } from '#domain/promotion/stages.ts';

const shadow: Stage = { shadow: { panes: 2 } };
const canary: Stage = { canary: { weight: 0.1, minLabels: 500 } };
const production: Stage = { production: { bake: 3 } };

describe('a stage', () => {
  test.each([
    [shadow, 'shadow', 0],
    [canary, 'canary', 0.1],
    [production, 'production', 1],
  ])('%j has its kind and weight', (stage, kind, weight) => {
    expect([stageKind(stage), weightOf(stage)]).toEqual([kind, weight]);
  });

  test.each([
    [shadow, { panes: 1, labels: 9_999 }, false],
    [shadow, { panes: 2, labels: 0 }, true],
    [canary, { panes: 5, labels: 499 }, false],
    [canary, { panes: 0, labels: 500 }, false],
    [canary, { panes: 1, labels: 500 }, true],
    [production, { panes: 3, labels: 0 }, true],
  ])('%j with %j is complete: %s', (stage, progress, expected) => expect(isComplete(stage, progress)).toBe(expected));

  test('as canary is compared by the rows that got the candidate only', () => {
    expect(comparisonOf(canary)).toEqual({ challengedOnly: true, direction: 'challenger-champion' });
  });
  test('is compared as candidate − predecessor, whoever serves', () => {
    expect(comparisonOf(shadow)).toEqual({ challengedOnly: false, direction: 'challenger-champion' });
    expect(comparisonOf(production)).toEqual({ challengedOnly: false, direction: 'champion-challenger' });
  });
});

test('only the bake in production is looked at before it is complete', () => {
  expect([shadow, canary, production].map(looksEarly)).toEqual([false, false, true]);
});
