import { describe, expect, test } from 'vitest';
import type { Measure, Measurement } from '#contracts/measure.ts';
import {
  type Answers,
  columnsOf,
  countOf,
  driftedOf,
  faultOf,
  groupedOf,
  latestOf,
  quantileOf,
  spreadOf,
  totalOf,
} from '#domain/gates/checks/answers.ts';

const source = 'flights';
const column = 'distance';
const reference = `sha256:${'1'.repeat(64)}` as const;
const measures = {
  columns: { kind: 'columns', source },
  rows: { kind: 'rows', source },
  nulls: { kind: 'nulls', source, column },
  drift: { kind: 'drift', source, column, method: 'ks', reference },
  groups: { kind: 'groups', source, by: [column], expected: [] },
  outliers: { kind: 'outliers', source, column, z: 3.5 },
  total: { kind: 'total', source, column },
  quantile: { kind: 'quantile', source, column, q: 0.5 },
  latest: { kind: 'latest', source, column },
} as const satisfies Record<string, Measure>;

const answers = {
  columns: { columns: [{ name: column, type: 'DOUBLE' }] },
  rows: { count: '3' },
  nulls: { count: '0' },
  drift: { drift: { rows: 1, referenceRows: 2, nulls: 3, referenceNulls: 4 } },
  groups: { groups: { expected: 2, missing: 1, first: [['a']] } },
  outliers: { spread: { values: 3, median: 2, mad: 1, outliers: 0 } },
  total: { total: { values: '3', numerator: '-5', denominator: '2' } },
  quantile: { quantile: { values: 3, value: 2 } },
  latest: { latest: '-5' },
} as const satisfies Record<keyof typeof measures, Measurement>;

type Asked = keyof typeof measures;
const asked = Object.keys(measures) as Asked[];
const saying =
  (answer: Measurement): Answers =>
  () =>
    answer;

/** How a check reads the answer to each measure, and what it reads there. */
const read = {
  columns: [columnsOf, [{ name: column, type: 'DOUBLE' }]],
  rows: [countOf, 3],
  nulls: [countOf, 0],
  drift: [driftedOf, answers.drift.drift],
  groups: [groupedOf, answers.groups.groups],
  outliers: [spreadOf, answers.outliers.spread],
  total: [totalOf, { values: 3, numerator: -5n, denominator: 2n }],
  quantile: [quantileOf, { values: 3, value: 2 }],
  latest: [latestOf, -5n],
} as const satisfies Record<Asked, readonly [(answers: Answers, measure: Measure) => unknown, unknown]>;

const isCount = (kind: Asked): boolean => kind === 'rows' || kind === 'nulls';

describe.each(asked)('the answer to %s', (kind) => {
  const measure = measures[kind];
  const [reader, value] = read[kind];
  test('is without fault, and read as what was measured', () => {
    expect(faultOf(measure, answers[kind])).toBeUndefined();
    expect(reader(saying(answers[kind]), measure)).toEqual(value);
  });

  test.each(asked.filter((other) => other !== kind && !(isCount(other) && isCount(kind))))('is none to %s', (other) => {
    expect(faultOf(measures[other], answers[kind])).toMatch(/engine/);
    expect(() => read[other][0](saying(answers[kind]), measures[other])).toThrow(other);
  });

  test('may be an error: its text is the fault, and nothing can be read from it', () => {
    expect(faultOf(measure, { error: 'COLUMN_MISSING' })).toBe('COLUMN_MISSING');
    expect(() => reader(saying({ error: 'COLUMN_MISSING' }), measure)).toThrow(kind);
  });
});

const total = { values: '3', numerator: '5', denominator: '2' };
test.each<[keyof typeof measures, Measurement]>([
  ['rows', { count: '' }],
  ['rows', { count: '-1' }],
  ['rows', { count: '1.5' }],
  ['rows', { count: 'a1' }],
  ['rows', { count: '1a' }],
  ['rows', { count: '9007199254740993' }],
  ['latest', { latest: '' }],
  ['latest', { latest: '1.5' }],
  ['latest', { latest: 'a1' }],
  ['latest', { latest: '1a' }],
  ['total', { total: { ...total, values: '-3' } }],
  ['total', { total: { ...total, numerator: '1.5' } }],
  ['total', { total: { ...total, denominator: '0' } }],
  ['total', { total: { ...total, denominator: '-2' } }],
  ['total', { total: { ...total, denominator: 'a2' } }],
  ['total', { total: { ...total, denominator: '2a' } }],
])('an answer to %s is at fault that is no number of its kind: %j', (kind, answer) => {
  expect(faultOf(measures[kind], answer)).toMatch(/engine/);
});

test.each<[keyof typeof measures, Measurement]>([
  ['rows', { count: '9007199254740991' }],
  ['latest', { latest: null }],
  ['latest', { latest: '-62135596800000000' }],
  ['total', { total: { values: '0', numerator: '0', denominator: '1' } }],
  ['total', { total: { values: '10', numerator: '-12', denominator: '1024' } }],
])('an answer to %s may be %j', (kind, answer) => expect(faultOf(measures[kind], answer)).toBeUndefined());

test('a column without a time has no latest one', () =>
  expect(latestOf(saying({ latest: null }), measures.latest)).toBeUndefined());
