import { identifier } from '#activities/duckdb/quoting.ts';
import type { ColumnType, Session } from '#activities/duckdb/session.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { TimeForm } from './data-profile.ts';
import { oneRow } from './tables.ts';

/** The ranges of whole numbers that are taken for times: seconds from 1973 to 5138, and the same in milliseconds. */
const seconds = [100_000_000, 100_000_000_000] as const;
const milliseconds = [100_000_000_000, 100_000_000_000_000] as const;

/** A time column: its form, and SQL that converts it to epoch milliseconds. */
export interface Time {
  readonly form: TimeForm;
  readonly sql: string;
}

/**
 * Finds the form of a time column.
 *
 * @throws `USAGE` if a value is missing or is no time
 */
export async function timeOf(session: Session, column: ColumnType): Promise<Time> {
  const value = identifier(column.name);
  for (const time of candidates(column)) {
    const sql = `try(${time.sql})`;
    const [rows, missing, unreadable, example] = await oneRow(
      session,
      [
        'count(*)',
        `count(*) - count(${value})`,
        `count(${value}) - count(${sql})`,
        `any_value(${value}) FILTER (${sql} IS NULL AND ${value} IS NOT NULL)`,
      ],
      'given',
    );
    if (Number(missing) > 0)
      throw unusable(
        column,
        `${missing} of ${rows} rows have no time`,
        `${missing} rows without`,
        'a time in every row',
      );
    if (Number(unreadable) === 0) return { ...time, sql };
    if (Number(unreadable) < Number(rows))
      throw unusable(column, `${unreadable} of ${rows} values cannot be read as times`, example ?? '', expected);
  }
  const [example] = await oneRow(session, [`any_value(${value})`], 'given');
  throw unusable(
    column,
    `\`${column.name}\` (${column.type}) cannot be read as a time`,
    example ?? 'nothing',
    expected,
  );
}

const expected = 'a timestamp, a date, RFC 3339 text, or epoch seconds or milliseconds';

function candidates({ name, type }: ColumnType): Time[] {
  const value = identifier(name);
  const within = ([from, to]: readonly [number, number], factor: number) =>
    `CASE WHEN ${value} >= ${from} AND ${value} < ${to} THEN (${value} * ${factor})::BIGINT END`;
  if (/^TIMESTAMP/.test(type)) return [{ form: 'timestamp', sql: `epoch_ms(${value}::TIMESTAMP)` }];
  if (type === 'DATE') return [{ form: 'date', sql: `epoch_ms(${value}::TIMESTAMP)` }];
  if (type === 'VARCHAR') return [{ form: 'text', sql: `epoch_ms(${value}::TIMESTAMPTZ)` }];
  if (!/INT|DOUBLE|DECIMAL|FLOAT/.test(type)) return [];
  return [
    { form: 'seconds', sql: within(seconds, 1_000) },
    { form: 'milliseconds', sql: within(milliseconds, 1) },
  ];
}

const unusable = (column: ColumnType, message: string, observed: string, wanted: string): TidegateError =>
  new TidegateError({
    code: 'USAGE',
    message: message.startsWith('`') ? message : `\`${column.name}\`: ${message}`,
    path: '--time',
    observed,
    expected: wanted,
  });
