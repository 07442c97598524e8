import { identifier } from '#activities/duckdb/quoting.ts';
import type { Session } from '#activities/duckdb/session.ts';

/** The types to try for a column of texts, in order. The first that fits all of its values is its type. */
const forms = [
  {
    type: 'BIGINT',
    fits: (c: string) => `(regexp_full_match(${c}, '[+-]?[0-9]+') AND TRY_CAST(${c} AS BIGINT) IS NOT NULL)`,
  },
  {
    // Cast by way of HUGEINT, because DuckDB's cast from text straight to a decimal this wide is hundreds of times
    // slower.
    type: 'DECIMAL(38,0)',
    fits: (c: string) =>
      `(regexp_full_match(${c}, '[+-]?[0-9]+') AND TRY_CAST(TRY_CAST(${c} AS HUGEINT) AS DECIMAL(38,0)) IS NOT NULL)`,
  },
  {
    // A whole number with more than 38 digits is probably a key, and rounding could make two keys equal. Text such as
    // `1_000` is no number.
    type: 'DOUBLE',
    fits: (c: string) =>
      `(TRY_CAST(${c} AS DOUBLE) IS NOT NULL AND NOT contains(${c}, '_') AND NOT regexp_full_match(${c}, '[+-]?[0-9]{39,}'))`,
  },
  { type: 'BOOLEAN', fits: (c: string) => `lower(${c}) IN ('true', 'false')` },
  {
    type: 'DATE',
    fits: (c: string) =>
      `(regexp_full_match(${c}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND TRY_CAST(${c} AS DATE) IS NOT NULL)`,
  },
  {
    type: 'TIMESTAMP',
    fits: (c: string) =>
      `(regexp_matches(${c}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}') AND TRY_CAST(${c} AS TIMESTAMPTZ) IS NOT NULL)`,
  },
] as const;

/**
 * Finds the type of each text column from all its rows: whole numbers, numbers, booleans, ISO 8601 dates and times
 * (with an offset, or UTC), and texts. A column with nulls only becomes DOUBLE. The order of rows and files does not
 * matter.
 *
 * @param texts a table expression all of whose columns are VARCHAR
 * @returns a query that gives the rows with their types
 */
export async function typedQuery(session: Session, texts: string): Promise<string> {
  const columns = (await session.describe(`SELECT * FROM ${texts}`)).map(({ name }) => identifier(name));
  const counts = columns.flatMap((column) => [
    `count(${column})`,
    ...forms.map(({ fits }) => `count(*) FILTER (WHERE ${fits(column)})`),
  ]);
  const [row = []] = await session.texts(`SELECT ${counts.join(', ')} FROM ${texts}`);
  const width = forms.length + 1;
  const typed = columns.map((column, i) => {
    const [values = 0, ...fitting] = row.slice(i * width, (i + 1) * width).map(Number);
    const type = values === 0 ? 'DOUBLE' : forms[fitting.indexOf(values)]?.type;
    return type === undefined ? column : `${castTo(type, column)} AS ${column}`;
  });
  return `SELECT ${typed.join(', ')} FROM ${texts}`;
}

function castTo(type: string, column: string): string {
  if (type === 'TIMESTAMP') return `CAST(CAST(${column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)`;
  return `CAST(${type === 'DECIMAL(38,0)' ? `CAST(${column} AS HUGEINT)` : column} AS ${type})`;
}
