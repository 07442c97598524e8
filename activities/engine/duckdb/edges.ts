import { z } from 'zod';
import { identifier } from '../../duckdb/quoting.ts';
import type { Count, EngineColumn } from '../engine.ts';
import { isFloat, isNumeric } from '../types.ts';
import { double } from './constants.ts';

type EdgeCount = Extract<Count, { kind: 'above' | 'reaching' }>;

/** Fewer edges than these are counted one by one. */
const fewest = 3;

/** Values above the last edge are in a bin up to infinity, which comes as a text, because JSON has no infinity. */
const Upper = z.union([z.number(), z.string()]).transform(Number);
const Histogram = z.array(z.object({ key: Upper, value: z.coerce.bigint() })).nullable();

/**
 * An aggregate that counts a column's values by all edges of one kind at once, and what it says of one edge: a condition for
 * each edge takes several times as long.
 *
 * @returns undefined where conditions do as well
 */
export function edgesCounted(
  { kind, column, edge }: EdgeCount,
  counts: readonly Count[],
  columns: readonly EngineColumn[],
): { readonly sql: string; readonly read: (cell: string | null) => string } | undefined {
  const type = columns.find(({ name }) => name === column)?.type ?? '';
  const edges = edgesOf(kind, column, counts);
  if (!isNumeric(type) || edges.length < fewest || !edges.every(Number.isFinite)) return undefined;
  const value = `CAST(${identifier(column)} AS DOUBLE)`;
  // A bin holds its upper edge, and to reach an edge is not to be above it the other way round.
  return kind === 'above'
    ? { sql: histogram(notNaN(value, type, 'inf'), edges), read: sumWhere((upper) => upper > edge) }
    : {
        sql: histogram(
          notNaN(`-${value}`, type, '-inf'),
          edges.map((one) => -one),
        ),
        read: sumWhere((upper) => upper <= -edge),
      };
}

const edgesOf = (kind: EdgeCount['kind'], column: string, counts: readonly Count[]): number[] => [
  ...new Set(counts.flatMap((count) => (count.kind === kind && count.column === column ? [count.edge] : []))),
];

const histogram = (value: string, edges: readonly number[]): string =>
  `histogram(${value}, [${edges
    .toSorted((a, b) => a - b)
    .map(double)
    .join(', ')}])`;

/** NaN is above all numbers, as it is wherever DuckDB compares. */
const notNaN = (value: string, type: string, instead: string): string =>
  isFloat(type) ? `CASE WHEN isnan(${value}) THEN '${instead}'::DOUBLE ELSE ${value} END` : value;

const sumWhere =
  (isMeant: (upper: number) => boolean) =>
  (cell: string | null): string => {
    const bins = Histogram.parse(JSON.parse(cell ?? 'null')) ?? [];
    return String(bins.reduce((sum, { key, value }) => (isMeant(key) ? sum + value : sum), 0n));
  };
