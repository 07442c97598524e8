import { expect, test } from 'vitest';
import type { TrainingSet } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import { faultOfTrainingSet } from '#domain/training/labels.ts';

const part = (rows: number, labelled: number) => ({ data: digestOf([rows, labelled]), rows, labelled, positives: 0 });
const setOf = (training: [number, number], holdout: [number, number]): TrainingSet => ({
  ...{ request: digestOf('request'), features: ['a'], label: 'late', entityKey: 'flight_id' },
  ...{ training: part(...training), holdout: part(...holdout) },
});

test.each([
  ['nothing missing', setOf([100, 100], [10, 10]), undefined],
  ['as much missing as allowed', setOf([100, 90], [10, 9]), undefined],
  ['more missing to train on', setOf([100, 89], [10, 10]), 'TRAINING_LABELS_MISSING'],
  ['more missing among the held-out', setOf([100, 100], [10, 8]), 'TRAINING_LABELS_MISSING'],
  ['no rows to train on', setOf([0, 0], [10, 10]), 'TRAINING_SET_TOO_SMALL'],
  ['no held-out rows', setOf([100, 100], [0, 0]), 'TRAINING_SET_TOO_SMALL'],
])('of %s', (_, set, code) => expect(faultOfTrainingSet(set, 0.1)).toBe(code));
