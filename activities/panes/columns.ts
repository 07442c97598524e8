import { exactGlob, parquetFiles } from '../duckdb/files.ts';
import { literals } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';
import { Unanswerable } from '../engine/engine.ts';

const listed = (paths: readonly string[]): string => literals(paths.map(exactGlob));

/** Throws {@link Unanswerable} for decimals that are longer than DuckDB's: it would read them as doubles. */
export async function expectDecimals(session: Session, paths: readonly string[]): Promise<void> {
  const [long] = await session.texts(
    `SELECT name, precision FROM parquet_schema(${listed(paths)}) WHERE precision > 38 ORDER BY ALL LIMIT 1`,
  );
  if (long)
    throw new Unanswerable(`column ${JSON.stringify(long[0])} has decimals of ${long[1]} digits; 38 are the most`);
}

/**
 * The columns of Parquet files by path, as DuckDB types them. Files of one schema are asked about once. Throws
 * {@link Unanswerable} for what DuckDB does not read as it is.
 */
export async function columnsByFile(
  session: Session,
  paths: readonly string[],
): Promise<Map<string, readonly ColumnType[]>> {
  const byFile = new Map<string, readonly ColumnType[]>();
  for (const alike of await filesBySchema(session, paths)) {
    const [first] = alike;
    if (first === undefined) continue;
    const columns = await session.describe(`SELECT * FROM ${parquetFiles([first])}`);
    if (columns.some(({ type }) => type === 'DOUBLE')) await expectDecimals(session, [first]);
    for (const path of alike) byFile.set(path, columns);
  }
  return byFile;
}

async function filesBySchema(session: Session, paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (paths.length <= 1) return [paths];
  const found = await session.texts(`SELECT * FROM parquet_schema(${listed(paths)})`);
  const schemas = Map.groupBy(found, ([path]) => path ?? '');
  const schemaOf = (path: string) => JSON.stringify(schemas.get(path)?.map(([, ...element]) => element));
  return [...Map.groupBy(paths, schemaOf).values()];
}
