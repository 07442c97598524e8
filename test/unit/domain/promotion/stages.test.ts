import { describe, expect, test } from 'vitest';
import type { Stage } from '#contracts/spec.ts';
import {
  comparisonOf,
  isComplete,
  looksEarly,
  needOf,
  nextStage,
  routesOf,
  stageKind,
  weightOf,
} from '#domain/promotion/stages.ts';
import { candidateOf } from './samples.ts';

const shadow: Stage = { shadow: { panes: 2 } };
const canary: Stage = { canary: { weight: 0.1, minLabels: 500 } };
const production: Stage = { production: { bake: 3 } };
const [candidate, predecessor] = [candidateOf('new'), candidateOf('old')];

describe('a stage', () => {
  test.each([
    [shadow, 'shadow', 0, { panes: 2, labels: 0 }],
    [canary, 'canary', 0.1, { panes: 1, labels: 500 }],
    [production, 'production', 1, { panes: 3, labels: 0 }],
  ])('%j has its kind, weight and needs', (stage, kind, weight, need) => {
    expect([stageKind(stage), weightOf(stage), needOf(stage)]).toEqual([kind, weight, need]);
  });

  test.each([
    [shadow, { panes: 1, labels: 9_999 }, false],
    [shadow, { panes: 2, labels: 0 }, true],
    [canary, { panes: 5, labels: 499 }, false],
    [canary, { panes: 0, labels: 500 }, false],
    [canary, { panes: 1, labels: 500 }, true],
    [production, { panes: 3, labels: 0 }, true],
  ])('%j with %j is complete: %s', (stage, progress, expected) => expect(isComplete(stage, progress)).toBe(expected));

  test('in shadow publishes nothing of the candidate', () => {
    expect(routesOf(shadow, candidate, predecessor)).toEqual({
      champion: predecessor,
      challenger: candidate,
      weight: 0,
    });
  });
  test('as canary gives its share the candidate, and compares those rows only', () => {
    expect(routesOf(canary, candidate, predecessor)).toEqual({
      champion: predecessor,
      challenger: candidate,
      weight: 0.1,
    });
    expect(comparisonOf(canary)).toEqual({ challengedOnly: true, direction: 'challenger-champion' });
  });
  test('in production has the candidate serve all, and the predecessor score beside it', () => {
    expect(routesOf(production, candidate, predecessor)).toEqual({
      champion: candidate,
      challenger: predecessor,
      weight: 0,
    });
  });
  test('is compared as candidate − predecessor, whoever serves', () => {
    expect(comparisonOf(shadow)).toEqual({ challengedOnly: false, direction: 'challenger-champion' });
    expect(comparisonOf(production)).toEqual({ challengedOnly: false, direction: 'champion-challenger' });
  });
});

test('stages follow each other until none is left', () => {
  const stages = [shadow, canary, production];
  expect([0, 1, 2].map((index) => nextStage(stages, index))).toEqual([1, 2, undefined]);
});

test('only the bake in production is looked at before it is complete', () => {
  expect([shadow, canary, production].map(looksEarly)).toEqual([false, false, true]);
});
