import { z } from 'zod';
import { Code } from './codes.ts';

/** Logical types of ODCS v3 that Tidegate checks. */
export const LogicalType = z.enum(['string', 'number', 'integer', 'boolean', 'date', 'timestamp']);
export type LogicalType = z.infer<typeof LogicalType>;

const Property = z.looseObject({
  name: z.string().min(1),
  logicalType: LogicalType,
  physicalType: z.string().optional(),
  description: z.string().optional(),
  required: z.boolean().default(false),
  primaryKey: z.boolean().default(false),
  unique: z.boolean().optional(),
  /** Reports and commands show no value of a column that is neither `public` nor `internal`. */
  classification: z.string().optional(),
  /** Constraints of the values: `minimum`, `maxLength`, `pattern`, … */
  logicalTypeOptions: z.looseObject({}).optional(),
  /** Tidegate reads the property `unit` only. */
  customProperties: z.array(z.looseObject({ property: z.string() })).optional(),
  /** Of the quality rules, Tidegate reads `validValues` only. */
  quality: z.array(z.looseObject({})).optional(),
});
export type ContractProperty = z.infer<typeof Property>;

/**
 * The contract of a source: one table's columns, types and keys, as an Open Data Contract Standard v3 document.
 *
 * @see https://bitol-io.github.io/open-data-contract-standard/v3.0.2/
 */
export const Contract = z.looseObject({
  apiVersion: z.string().regex(/^v3\./, 'expected an ODCS v3 document'),
  kind: z.literal('DataContract'),
  id: z.string().min(1),
  version: z.string().min(1),
  schema: z.array(z.looseObject({ name: z.string().min(1), properties: z.array(Property).min(1) })).length(1),
});
export type Contract = z.infer<typeof Contract>;

/** A column as the checks see it. */
export const Column = z.strictObject({ name: z.string(), type: LogicalType, required: z.boolean(), key: z.boolean() });
export type Column = z.infer<typeof Column>;

/** The columns of a contract's only table. */
export function columnsOf(contract: Contract): Column[] {
  const [table] = contract.schema;
  return (table?.properties ?? []).map((p) => ({
    name: p.name,
    type: p.logicalType,
    required: p.required,
    key: p.primaryKey,
  }));
}

/** One reason why data that an earlier contract allows may violate a later one. */
export const ContractBreak = z.strictObject({
  code: Code,
  source: z.string().optional(),
  /** Absent if the break concerns the whole table. */
  column: z.string().optional(),
  /** Path in the contract: `properties.distance.logicalTypeOptions.minimum`. */
  path: z.string(),
  before: z.json(),
  after: z.json(),
});
export type ContractBreak = z.infer<typeof ContractBreak>;
