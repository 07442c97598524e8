import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf } from '#domain/gates/plan.ts';
import { context, gateOf } from '#test/support/data/gate-samples.ts';

const reference = `sha256:${'0'.repeat(64)}`;

test('each measure is planned once, in the order in which checks first ask for it', () => {
  const gate = gateOf([
    { nullRate: { column: 'origin', max: 0 } },
    { schema: {} },
    { range: { column: 'origin', min: 0 } },
    { nullRate: { column: 'origin', max: '1%', severity: 'warn' } },
    { rowCount: { min: 1 } },
    { unique: { source: 'weather', columns: ['origin', 'observed_at'] } },
    { set: { column: 'origin', values: ['EWR', 'JFK'] } },
  ]);
  expect(planOf(gate, context)).toEqual([
    { kind: 'rows', source: 'flights' },
    { kind: 'nulls', source: 'flights', column: 'origin' },
    { kind: 'columns', source: 'flights' },
    { kind: 'outside', source: 'flights', column: 'origin', min: 0 },
    { kind: 'rows', source: 'weather' },
    { kind: 'allKnown', source: 'weather', columns: ['origin', 'observed_at'] },
    { kind: 'repeats', source: 'weather', columns: ['origin', 'observed_at'] },
    { kind: 'notIn', source: 'flights', column: 'origin', values: ['EWR', 'JFK'] },
  ]);
});

test('drift is measured against the pinned reference of its source, and not at all without one', () => {
  const gate = gateOf([{ drift: { column: 'distance', method: 'psi', max: 0.2 } }]);
  expect(planOf(gate, context)).toEqual([]);
  expect(planOf(gate, { ...context, references: { weather: reference } })).toEqual([]);
  expect(planOf(gate, { ...context, references: { flights: reference } })).toEqual([
    { kind: 'drift', source: 'flights', column: 'distance', method: 'psi', reference },
  ]);
});

test('a plan has no measure twice, and is the same each time', () => {
  const column = fc.constantFrom('a', 'b', 'c');
  const check = fc.oneof(
    column.map((c) => ({ nullRate: { column: c, max: 0 } })),
    fc.tuple(column, fc.integer()).map(([c, min]) => ({ range: { column: c, min } })),
    fc.constant({ schema: {} }),
    fc.uniqueArray(column, { minLength: 1 }).map((columns) => ({ unique: { columns } })),
  );
  fc.assert(
    fc.property(fc.array(check, { minLength: 1, maxLength: 20 }), (checks) => {
      const plan = planOf(gateOf(checks), context).map((measure) => JSON.stringify(measure));
      expect(new Set(plan).size).toBe(plan.length);
      expect(planOf(gateOf([...checks, ...checks]), context).map((measure) => JSON.stringify(measure))).toEqual(plan);
    }),
  );
});
