import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contract, ContractProperty } from '#contracts/contract.ts';
import { breaksBetween } from '#domain/contracts/compatibility.ts';
import { anyContract, contractOf, names, nearTo, values } from '#test/support/data/contracts.ts';

const id = { name: 'id', logicalType: 'string', required: true, primaryKey: true };
const amount = { name: 'amount', logicalType: 'integer', logicalTypeOptions: { minimum: 0 } };
const set = (...validValues: string[]) => ({
  quality: [{ type: 'library', metric: 'invalidValues', arguments: { validValues }, mustBe: 0 }],
});
const unit = (value: string) => ({ customProperties: [{ property: 'unit', value }] });

describe('what data of the earlier contract may lack or hold breaks the later one', () => {
  test.each([
    ['a column is gone', [id], 'CONTRACT_COLUMN_REMOVED', 'amount', 'integer', null],
    [
      'a new column is required',
      [id, amount, { name: 'x', logicalType: 'date', required: true }],
      'CONTRACT_COLUMN_REQUIRED',
      'x',
      null,
      'required',
    ],
    [
      'a column becomes required',
      [id, { ...amount, required: true }],
      'CONTRACT_COLUMN_REQUIRED',
      'amount',
      false,
      true,
    ],
    [
      'another type',
      [id, { name: 'amount', logicalType: 'string' }],
      'CONTRACT_TYPE_CHANGED',
      'amount',
      'integer',
      'string',
    ],
    [
      'a minimum is raised',
      [id, { ...amount, logicalTypeOptions: { minimum: 1 } }],
      'CONTRACT_VALUES_NARROWED',
      'amount',
      0,
      1,
    ],
    [
      'a minimum no longer counts itself',
      [id, { ...amount, logicalTypeOptions: { minimum: 0, exclusiveMinimum: true } }],
      'CONTRACT_VALUES_NARROWED',
      'amount',
      null,
      true,
    ],
    [
      'a maximum where there was none',
      [id, { ...amount, logicalTypeOptions: { minimum: 0, maximum: 9 } }],
      'CONTRACT_VALUES_NARROWED',
      'amount',
      null,
      9,
    ],
    ['unique from now on', [id, { ...amount, unique: true }], 'CONTRACT_VALUES_NARROWED', 'amount', false, true],
    ['another key', [id, { ...amount, primaryKey: true }], 'CONTRACT_KEY_CHANGED', undefined, ['id'], ['amount', 'id']],
  ])('%s', (_, after, code, column, was, is) => {
    expect(breaksBetween(contractOf([id, amount]), contractOf(after))).toEqual([
      { code, ...(column && { column }), path: expect.any(String), before: was, after: is },
    ]);
  });

  test.each([
    ['pattern', { pattern: '^A' }, { pattern: '^B' }],
    ['maxLength', { maxLength: 3 }, { maxLength: 2 }],
    ['minLength', {}, { minLength: 1 }],
  ])('a narrower %s', (option, before, after) => {
    const column = { name: 'code', logicalType: 'string' };
    const path = `properties.code.logicalTypeOptions.${option}`;
    expect(
      breaksBetween(
        contractOf([{ ...column, logicalTypeOptions: before }]),
        contractOf([{ ...column, logicalTypeOptions: after }]),
      ),
    ).toMatchObject([{ code: 'CONTRACT_VALUES_NARROWED', path }]);
  });

  test('a value that is no longer valid', () => {
    const column = { name: 'state', logicalType: 'string' };
    expect(
      breaksBetween(contractOf([{ ...column, ...set('open', 'paid') }]), contractOf([{ ...column, ...set('open') }])),
    ).toEqual([
      {
        code: 'CONTRACT_VALUES_NARROWED',
        column: 'state',
        path: 'properties.state.quality.validValues',
        before: ['open', 'paid'],
        after: ['open'],
      },
    ]);
  });

  test('another unit, or none any more', () => {
    const column = { name: 'distance', logicalType: 'number' };
    for (const after of [unit('km'), {}])
      expect(
        breaksBetween(contractOf([{ ...column, ...unit('mile') }]), contractOf([{ ...column, ...after }])),
      ).toMatchObject([{ code: 'CONTRACT_UNIT_CHANGED', before: 'mile' }]);
  });

  test('a day is no instant', () => {
    const [day, instant] = [
      contractOf([{ name: 'd', logicalType: 'date' }]),
      contractOf([{ name: 'd', logicalType: 'timestamp' }]),
    ];
    expect(breaksBetween(day, instant)).toMatchObject([{ code: 'CONTRACT_TYPE_CHANGED' }]);
  });

  test('a minimum that is a time is compared as an instant', () => {
    const from = (minimum: string) =>
      contractOf([{ name: 't', logicalType: 'timestamp', logicalTypeOptions: { minimum } }]);
    expect(breaksBetween(from('2026-01-01T00:00:00Z'), from('2026-01-01T01:00:00+01:00'))).toEqual([]);
    expect(breaksBetween(from('2026-01-01T00:00:00Z'), from('2026-01-01T00:00:00-01:00'))).toHaveLength(1);
  });
});

test.each([
  [
    'an optional column more',
    [id, amount, { name: 'note', logicalType: 'string', logicalTypeOptions: { maxLength: 9 } }],
  ],
  ['an integer becomes a number', [id, { ...amount, logicalType: 'number' }]],
  ['a required column becomes optional', [{ ...id, required: false }, amount]],
  ['a constraint is gone', [id, { name: 'amount', logicalType: 'integer' }]],
  ['a minimum is lowered', [id, { ...amount, logicalTypeOptions: { minimum: -1 } }]],
  ['a unit is said for the first time', [id, { ...amount, ...unit('EUR') }]],
  ['columns change places', [amount, id]],
])('%s: no break', (_, after) => {
  expect(breaksBetween(contractOf([id, amount]), contractOf(after))).toEqual([]);
});

describe('whatever the contracts', () => {
  const isRead = (before: Contract, after: Contract) => breaksBetween(before, after).length === 0;
  const chain = anyContract.chain((a) => nearTo(a).chain((b) => fc.tuple(fc.constant(a), fc.constant(b), nearTo(b))));

  test('each reads its own data', () => {
    fc.assert(
      fc.property(anyContract, (contract) => {
        expect(breaksBetween(contract, contract)).toEqual([]);
      }),
    );
  });

  test('an optional column more is never a break', () => {
    fc.assert(
      fc.property(anyContract, anyContract, (contract, other) => {
        const properties = contract.schema[0]?.properties ?? [];
        const more = { ...other.schema[0]?.properties[0], name: 'more', required: false, primaryKey: false };
        expect(breaksBetween(contract, contractOf([...properties, more]))).toEqual([]);
      }),
    );
  });

  test('a chain without breaks has none between any two: the contract in force stands for all before it', () => {
    let chains = 0;
    fc.assert(
      fc.property(chain, ([a, b, c]) => {
        if (!isRead(a, b) || !isRead(b, c)) return;
        chains += 1;
        expect(breaksBetween(a, c)).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    expect(chains).toBeGreaterThan(300);
  });

  test('a row that the earlier one allows is allowed by the later one, by a second reading of ODCS', () => {
    let rows = 0;
    const pairs = anyContract.chain((a) =>
      fc.tuple(fc.constant(a), nearTo(a), fc.record(Object.fromEntries(names.map((name) => [name, anyValue])))),
    );
    fc.assert(
      fc.property(pairs, ([before, after, row]) => {
        if (!isRead(before, after) || !allows(before, row)) return;
        rows += 1;
        expect(allows(after, Object.fromEntries(Object.entries(row).filter(([name]) => columnOf(before, name))))).toBe(
          true,
        );
      }),
      { numRuns: 5_000 },
    );
    expect(rows).toBeGreaterThan(100);
  });
});

const anyValue = fc.constantFrom(null, ...Object.values(values).flat());
const columnOf = (contract: Contract, name: string) =>
  contract.schema[0]?.properties.find((column) => column.name === name);

/** Whether a row keeps a contract, value by value. */
const allows = (contract: Contract, row: Record<string, unknown>): boolean =>
  (contract.schema[0]?.properties ?? []).every((column) => allowsValue(column, row[column.name] ?? null));

function allowsValue(column: ContractProperty, value: unknown): boolean {
  if (value === null) return !column.required;
  if (!isOf(column, value)) return false;
  const limits: Record<string, unknown> = column.logicalTypeOptions ?? {};
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, pattern } = limits;
  const listed = column.quality?.map((rule) => Object(rule.arguments).validValues).filter(Array.isArray) ?? [];
  return (
    listed.every((list) => list.includes(value)) &&
    (typeof value !== 'number' ||
      ((typeof minimum !== 'number' || (exclusiveMinimum === true ? value > minimum : value >= minimum)) &&
        (typeof maximum !== 'number' || (exclusiveMaximum === true ? value < maximum : value <= maximum)) &&
        (typeof exclusiveMinimum !== 'number' || value > exclusiveMinimum) &&
        (typeof exclusiveMaximum !== 'number' || value < exclusiveMaximum) &&
        (typeof multipleOf !== 'number' || value % multipleOf === 0))) &&
    (typeof value !== 'string' ||
      ((typeof minLength !== 'number' || value.length >= minLength) &&
        (typeof maxLength !== 'number' || value.length <= maxLength) &&
        (typeof pattern !== 'string' || new RegExp(pattern).test(value))))
  );
}

function isOf({ logicalType }: ContractProperty, value: unknown): boolean {
  if (logicalType === 'integer') return Number.isInteger(value);
  if (logicalType === 'number' || logicalType === 'boolean') return typeof value === logicalType;
  const shape = { string: /^/, date: /^\d{4}-\d\d-\d\d$/, timestamp: /T/ }[logicalType];
  return typeof value === 'string' && shape.test(value);
}
