import type { Code } from '#contracts/codes.ts';
import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import { type EngineColumn, Unanswerable } from '../engine.ts';
import { isTemporal } from '../types.ts';
import { mismatch } from './conditions.ts';

/** SQL for a time in epoch microseconds, in UTC where it has no zone; null where it is infinite. */
export function microseconds({ name, type }: EngineColumn): string {
  if (!isTemporal(type)) mismatch();
  return `epoch_us(${instantOf(name, type)})`;
}

const instantOf = (name: string, type: string): string =>
  type === 'TIMESTAMP WITH TIME ZONE' ? identifier(name) : `CAST(${identifier(name)} AS TIMESTAMP)`;

/** @throws {@link Unanswerable} where a time is infinite: it is neither recent nor in any span */
export async function latest(session: Session, from: string, column: EngineColumn): Promise<string | undefined> {
  const time = microseconds(column);
  const [row] = await session.texts(
    `SELECT max(${time})::VARCHAR, count(${identifier(column.name)}) = count(${time}) FROM ${from}`,
  );
  const [found, allFinite] = row ?? [];
  if (allFinite === 'false') throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return found ?? undefined;
}
