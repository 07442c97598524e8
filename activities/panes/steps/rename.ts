import { freeName } from '../../duckdb/free-name.ts';
import { identifier } from '../../duckdb/quoting.ts';
import { columnNamed, mismatch } from '../../engine/duckdb/conditions.ts';
import type { Step } from './step.ts';

/** A column gets another name, in its place. Another column of that name gives way where it has no value; otherwise both stay. */
export const rename: Step<'rename'> = async ({ from, to }, rows, { session }) => {
  const { name } = columnNamed(from, rows.columns);
  if (to === name) return undefined;
  const others = rows.columns.filter((column) => column.name !== name);
  const taken = others.find((column) => column.name === to);
  // SQL takes `A` for `a`: one of them cannot come beside the other.
  if (!taken && freeName(to, others) !== to) return mismatch();
  if (taken) {
    const [counted] = await session.texts(`SELECT count(${identifier(to)}) FROM ${rows.table}`);
    if (counted?.[0] !== '0') return mismatch();
  }
  const without = taken ? ` EXCLUDE (${identifier(to)})` : '';
  return { select: `*${without} RENAME (${identifier(name)} AS ${identifier(to)})`, touched: 'true' };
};
