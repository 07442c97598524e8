import type { Code } from '#contracts/codes.ts';
import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import { type EngineColumn, type Order, Unanswerable } from '../engine.ts';
import { isFloat, isNumeric, isTemporal, isText } from '../types.ts';
import { allKnown, mismatch } from './conditions.ts';

/**
 * Counts rows that break an order. Rows that are equal in `by` are sorted by the column itself; in a strict order equal
 * values break it, however they came.
 */
export async function disorder(
  session: Session,
  from: string,
  column: EngineColumn,
  by: readonly EngineColumn[],
  { strict, direction }: Pick<Order, 'strict' | 'direction'>,
): Promise<string> {
  const all = [column, ...by];
  if (!all.every(({ type }) => isNumeric(type) || isTemporal(type) || isText(type))) mismatch();
  const value = identifier(column.name);
  const follows = { ascending: strict ? '>' : '>=', descending: strict ? '<' : '<=' }[direction];
  const order = [...by.map(({ name }) => identifier(name)), `${value} ${direction === 'ascending' ? 'ASC' : 'DESC'}`];
  const nan = all.filter(({ type }) => isFloat(type)).map(({ name }) => `isnan(${identifier(name)})`);
  const [row] = await session.texts(
    `SELECT count(*) FILTER (WHERE NOT (value ${follows} before))::VARCHAR, count(*) FILTER (WHERE unordered)::VARCHAR
     FROM (SELECT ${value} AS value, lag(${value}) OVER (ORDER BY ${order.join(', ')}) AS before, ${nan.join(' OR ') || 'false'} AS unordered
           FROM ${from} WHERE ${allKnown(all)})`,
  );
  const [offending, unordered] = row ?? [];
  if (unordered !== '0') throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return offending ?? '0';
}
