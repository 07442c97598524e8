import { identifier } from '#activities/duckdb/quoting.ts';
import type { ColumnType, Session } from '#activities/duckdb/session.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ColumnProfile, DataProfile, ProfileRequest } from './data-profile.ts';
import { columnNamed, columnsOfGiven, loadFiles, logicalTypeOf, oneRow } from './tables.ts';
import { timeOf } from './time.ts';

/** A text column with at most this many values is taken for a set of codes. */
const fewValues = 50;

/** Profiles a person's files for a pipeline. Throws `USAGE` if they are unfit for one. */
export async function profileOf(session: Session, request: ProfileRequest): Promise<DataProfile> {
  await loadFiles(session, request.files);
  const columns = await columnsOfGiven(session);
  const timeColumn = columnNamed(columns, request.time, '--time');
  const key = columnNamed(columns, request.key, '--key');
  const label = request.label === undefined ? undefined : columnNamed(columns, request.label, '--label');
  const [rows = '0'] = await oneRow(session, ['count(*)'], 'given');
  if (rows === '0') throw unfit('--data', 'the files hold no rows', 'none', 'rows');
  const time = await timeOf(session, timeColumn);
  await verifyKey(session, key);
  const [min, max] = await oneRow(session, [`min(${time.sql})`, `max(${time.sql})`], 'given');
  const profiles: ColumnProfile[] = [];
  for (const column of columns) profiles.push(await profileOfColumn(session, column));
  return {
    rows: Number(rows),
    columns: profiles,
    time: { form: time.form, min: Number(min), max: Number(max) },
    windows: await windowsOf(session, time.sql, request.grids),
    ...(label && { label: await labelOf(session, label) }),
  };
}

/** Throws `USAGE` unless every row has a key that no other row has. */
async function verifyKey(session: Session, { name }: ColumnType): Promise<void> {
  const key = identifier(name);
  const [rows, missing, repeated, shared, example, times] = await oneRow(
    session,
    [
      'sum(rows)',
      'coalesce(sum(rows) FILTER (key IS NULL), 0)',
      'count(*) FILTER (key IS NOT NULL AND rows > 1)',
      'coalesce(sum(rows) FILTER (key IS NOT NULL AND rows > 1), 0)',
      'arg_max(key, rows) FILTER (key IS NOT NULL AND rows > 1)',
      'max(rows) FILTER (key IS NOT NULL)',
    ],
    `(SELECT ${key}::VARCHAR AS key, count(*) AS rows FROM given GROUP BY 1 ORDER BY 1)`,
  );
  if (Number(missing) > 0)
    throw unfit(
      '--key',
      `${missing} of ${rows} rows have no \`${name}\``,
      `${missing} rows without`,
      'a key in every row',
    );
  if (Number(repeated) === 0) return;
  throw unfit(
    '--key',
    `\`${name}\` is not unique: ${shared} of ${rows} rows have a key that another has too`,
    `\`${example}\` in ${times} rows`,
    'a key of its own for every row',
  );
}

async function profileOfColumn(session: Session, column: ColumnType): Promise<ColumnProfile> {
  const value = identifier(column.name);
  const type = logicalTypeOf(column);
  const isNumber = type === 'integer' || type === 'number';
  const [nulls, distinct, min, max] = await oneRow(
    session,
    [
      `count(*) - count(${value})`,
      `count(DISTINCT ${value})`,
      ...(isNumber ? [`min(${value})::DOUBLE`, `max(${value})::DOUBLE`] : []),
    ],
    'given',
  );
  const few = type === 'string' && Number(distinct) <= fewValues;
  const values = few
    ? await session.texts(
        `SELECT ${value}::VARCHAR FROM given WHERE ${value} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1`,
      )
    : [];
  const limits = isNumber && min != null && max != null && Number.isFinite(Number(min)) && Number.isFinite(Number(max));
  return {
    name: column.name,
    type,
    nulls: Number(nulls),
    distinct: Number(distinct),
    ...(limits && { min: Number(min), max: Number(max) }),
    ...(few && { values: values.map(([text]) => text ?? '') }),
  };
}

/** Counts the two values of a label, the rarer one last. */
async function labelOf(session: Session, { name }: ColumnType): Promise<NonNullable<DataProfile['label']>> {
  const found = await session.texts(
    `SELECT ${identifier(name)}::VARCHAR, count(*) FROM given GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  const values = found.flatMap(([value, rows]) => (value === null ? [] : [{ value: value ?? '', rows: Number(rows) }]));
  if (values.length !== 2) {
    const some = values.slice(0, 5).map(({ value }) => value);
    throw unfit(
      '--label',
      `\`${name}\` has ${values.length} different values`,
      some.join(', '),
      'two of them: yes and no',
    );
  }
  return { missing: Number(found.find(([value]) => value === null)?.[1] ?? 0), values };
}

async function windowsOf(
  session: Session,
  time: string,
  grids: ProfileRequest['grids'],
): Promise<DataProfile['windows']> {
  const counted: DataProfile['windows'] = [];
  for (const { size, offset } of grids) {
    const [windows, fewest, median] = await oneRow(
      session,
      ['count(*)', 'coalesce(min(rows), 0)', 'coalesce(quantile_disc(rows, 0.5), 0)'],
      `(SELECT w, count(*) AS rows, min(w) OVER () AS first, max(w) OVER () AS last
        FROM (SELECT floor((${time} - ${offset}) / ${size})::BIGINT AS w FROM given) GROUP BY w) WHERE w > first AND w < last`,
    );
    counted.push({ size, windows: Number(windows), fewest: Number(fewest), median: Number(median) });
  }
  return counted;
}

const unfit = (path: string, message: string, observed: string, expected: string): TidegateError =>
  new TidegateError({ code: 'USAGE', message, path, observed, expected });
