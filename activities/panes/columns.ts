import { exactGlob, parquetFiles } from '../duckdb/files.ts';
import { literals } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';

/** The columns of Parquet files by path, as DuckDB types them. Files of one schema are asked about once. */
export async function columnsByFile(
  session: Session,
  paths: readonly string[],
): Promise<Map<string, readonly ColumnType[]>> {
  const byFile = new Map<string, readonly ColumnType[]>();
  for (const alike of await filesBySchema(session, paths)) {
    const [first] = alike;
    if (first === undefined) continue;
    const columns = await session.describe(`SELECT * FROM ${parquetFiles([first])}`);
    for (const path of alike) byFile.set(path, columns);
  }
  return byFile;
}

async function filesBySchema(session: Session, paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (paths.length <= 1) return [paths];
  const found = await session.texts(`SELECT * FROM parquet_schema(${literals(paths.map(exactGlob))})`);
  const schemas = Map.groupBy(found, ([path]) => path ?? '');
  const schemaOf = (path: string) => JSON.stringify(schemas.get(path)?.map(([, ...element]) => element));
  return [...Map.groupBy(paths, schemaOf).values()];
}
