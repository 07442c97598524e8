import fc from 'fast-check';
import { Contract, type LogicalType } from '#contracts/contract.ts';

/** A contract as a person writes it, of these columns. */
export const contractOf = (properties: readonly object[], version = '1.0.0'): Contract =>
  Contract.parse({
    apiVersion: 'v3.0.2',
    kind: 'DataContract',
    id: 'orders',
    version,
    schema: [{ name: 'orders', properties }],
  });

export const names = ['a', 'b', 'c'] as const;
const small = fc.integer({ min: -2, max: 3 });
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const options: Record<LogicalType, fc.Arbitrary<object>> = {
  string: fc.record(
    {
      minLength: fc.integer({ min: 0, max: 2 }),
      maxLength: fc.integer({ min: 1, max: 3 }),
      pattern: fc.constantFrom('^x', 'y$'),
    },
    { requiredKeys: [] },
  ),
  number: numbers(),
  integer: numbers(),
  boolean: fc.constant({}),
  date: fc.constant({}),
  timestamp: fc.constant({}),
};

function numbers(): fc.Arbitrary<object> {
  return fc.record(
    {
      minimum: small,
      maximum: small,
      exclusiveMinimum: fc.oneof(fc.boolean(), small),
      exclusiveMaximum: fc.oneof(fc.boolean(), small),
      multipleOf: fc.integer({ min: 1, max: 4 }),
    },
    { requiredKeys: [] },
  );
}

/** What a column may hold, null among it. */
export const values: Record<LogicalType, readonly unknown[]> = {
  string: ['', 'x', 'xy', 'xxy', 'zzzz'],
  number: [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4],
  integer: [-3, -2, -1, 0, 1, 2, 3, 4],
  boolean: [true, false],
  date: ['2026-01-01'],
  timestamp: ['2026-01-01T00:00:00Z'],
};

const property = (name: string) =>
  fc.constantFrom<LogicalType>('string', 'number', 'integer', 'boolean', 'date', 'timestamp').chain((logicalType) =>
    fc
      .record({
        required: fc.boolean(),
        primaryKey: name === 'a' ? fc.constant(true) : fc.boolean(),
        unique: sometimes(fc.boolean()),
        logicalTypeOptions: sometimes(options[logicalType]),
        unit: sometimes(fc.constantFrom('mile', 'km')),
        valid: sometimes(fc.uniqueArray(fc.constantFrom(...values[logicalType]), { minLength: 1 })),
      })
      .map(({ unit, valid, ...rest }) => ({
        name,
        logicalType,
        ...rest,
        ...(unit && { customProperties: [{ property: 'unit', value: unit }] }),
        ...(valid && {
          quality: [{ type: 'library', metric: 'invalidValues', arguments: { validValues: valid }, mustBe: 0 }],
        }),
      })),
  );

/** Any contract of up to three columns, which share their names: so that two of them often resemble each other. */
export const anyContract: fc.Arbitrary<Contract> = fc
  .subarray([...names], { minLength: 1 })
  .chain((chosen) => fc.tuple(...chosen.map(property)))
  .map((properties) => contractOf(properties));

/** A contract that differs from another in a few places, or in none. */
export const nearTo = (contract: Contract): fc.Arbitrary<Contract> =>
  fc
    .tuple(
      ...names.map((name) =>
        fc.tuple(
          fc.nat(3),
          property(name),
          fc.constantFrom('required', 'logicalTypeOptions', 'quality', 'customProperties'),
        ),
      ),
    )
    .map((drawn) => {
      const old = contract.schema[0]?.properties ?? [];
      const properties = drawn.flatMap(([kind, fresh, part]): object[] => {
        const before = old.find(({ name }) => name === fresh.name);
        if (!before) return kind === 0 ? [{ ...fresh, required: false, primaryKey: false }] : [];
        if (kind < 2) return [before];
        return kind === 2 ? [{ ...before, [part]: undefined }] : [{ ...before, [part]: { ...fresh }[part] }];
      });
      return contractOf(properties.length > 0 ? properties : old);
    });
