import type { Code } from '#contracts/codes.ts';
import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import { type EngineColumn, type EngineGroup, Unanswerable } from '../engine.ts';
import { allKnown } from './conditions.ts';
import { microseconds } from './times.ts';

interface Spans {
  readonly at: EngineColumn;
  readonly start: number;
  readonly every: number;
}

/** The distinct groups of some columns, and of the spans of time in which their rows lie. */
export async function groups(
  session: Session,
  from: string,
  columns: readonly EngineColumn[],
  atMost: number,
  spans?: Spans,
): Promise<EngineGroup[]> {
  const texts = columns.map(({ name }) => `${identifier(name)}::VARCHAR`);
  const span = spans ? spanOf(spans) : 'NULL';
  const where = allKnown([...columns, ...(spans ? [spans.at] : [])]);
  const rows = await session.texts(
    `SELECT DISTINCT ${[...texts, span].join(', ')} FROM ${from} WHERE ${where} LIMIT ${atMost}`,
  );
  return rows.map((row) => {
    const number = row.at(-1) ?? null;
    // A time that is not null and in no span is infinite.
    if (spans && number === null) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
    return { values: row.slice(0, -1).map((value) => value ?? ''), ...(number !== null && { span: Number(number) }) };
  });
}

/** The number of a time's span, rounded down also before the first: SQL divides whole numbers towards zero. */
function spanOf({ at, start, every }: Spans): string {
  const length = `${BigInt(every) * 1000n}`;
  const since = `(${microseconds(at)} - ${BigInt(start) * 1000n})`;
  return `((${since} - ((${since} % ${length}) + ${length}) % ${length}) // ${length})`;
}
