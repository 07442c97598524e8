import { expect, test } from 'vitest';
import { due } from '#domain/training/cadence.ts';

test.each([
  ['the first time', { every: 7, cut: 100 }, true],
  ['when the data moved on by as much', { every: 7, cut: 107, previousCut: 100 }, true],
  ['later too', { every: 7, cut: 120, previousCut: 100 }, true],
  ['not before', { every: 7, cut: 106, previousCut: 100 }, false],
  ['not when the data went back', { every: 7, cut: 90, previousCut: 100 }, false],
  ['never without a cadence', { cut: 100 }, false],
])('a training is due %s', (_, cadence, expected) => expect(due(cadence)).toBe(expected));
