import type { Column } from '#contracts/contract.ts';
import { typeOf } from '../duckdb/logical-types.ts';
import type { ColumnType } from '../duckdb/session.ts';
import { isDecimal, isInteger, isNumeric } from '../engine/types.ts';
import type { ReadBatch } from './read.ts';

/**
 * The columns that the rows of several batches have together, in order of first appearance; names are compared as SQL does.
 * A column without a single value fits any type: text formats cannot tell its own. An optional one of the contract that no batch
 * has is all null: batches were written under an earlier contract, or without it.
 */
export function shapeOf(batches: readonly ReadBatch[], contract: readonly Column[]): ColumnType[] {
  const found = new Map<string, { name: string; types: Set<string>; empty: string }>();
  for (const { name, type, known } of batches.flatMap(({ facts }) => facts.columns)) {
    const column = found.get(name.toLowerCase()) ?? { name, types: new Set(), empty: type };
    if (known) column.types.add(type);
    found.set(name.toLowerCase(), column);
  }
  const declared = new Map(contract.map(({ name, type }) => [name, typeOf[type]]));
  const onlyText = batches.every(({ entry }) => entry.format !== 'parquet');
  const shape = [...found.values()].map(({ name, types, empty }) => ({
    name,
    type: types.size > 0 ? together([...types]) : ((onlyText ? declared.get(name) : undefined) ?? empty),
  }));
  const absent = contract.filter(({ name, required }) => !required && !found.has(name.toLowerCase()));
  return [...shape, ...absent.map(({ name, type }) => ({ name, type: typeOf[type] }))];
}

/** The type that holds all values of some types exactly, if there is one, and text otherwise, so that nothing is lost. */
function together(types: readonly string[]): string {
  const [first = 'VARCHAR', ...others] = types;
  if (others.length === 0) return first;
  if (types.every(isInteger)) return types.some((type) => /UBIGINT|HUGEINT/.test(type)) ? 'DECIMAL(38,0)' : 'BIGINT';
  if (types.every((type) => isNumeric(type) && !isDecimal(type))) return 'DOUBLE';
  if (types.every((type) => isDecimal(type) || isInteger(type))) return decimalOf(types);
  if (types.every(isNumeric)) return 'DOUBLE';
  if (types.every((type) => /^(TIMESTAMP(_\w+)?|DATE)$/.test(type))) return 'TIMESTAMP';
  if (types.every((type) => /^TIMESTAMP/.test(type) || type === 'DATE')) return 'TIMESTAMP WITH TIME ZONE';
  return 'VARCHAR';
}

function decimalOf(types: readonly string[]): string {
  const scales = types.map((type) => Number(/,\s*(\d+)\)/.exec(type)?.[1] ?? 0));
  return `DECIMAL(38,${Math.min(18, Math.max(...scales))})`;
}
