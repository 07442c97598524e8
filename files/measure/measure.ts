import { parquetFiles } from '#activities/duckdb/files.ts';
import type { Session } from '#activities/duckdb/session.ts';
import { eventTime } from '#activities/panes/event-time.ts';
import { readText } from '#activities/panes/text.ts';
import type { Format } from '#contracts/arrival.ts';
import type { Extent } from './extent.ts';

/**
 * Reads a whole file like a pane does. Undefined if the event time column is missing or of another type, or if no row
 * has a time. Throws DuckDB's error for a broken file.
 */
export async function measureBatch(
  session: Session,
  file: { readonly path: string; readonly format: Format },
  timeColumn: string,
): Promise<Extent | undefined> {
  const { path, format } = file;
  const source = { name: '', eventTime: timeColumn };
  const query =
    format === 'parquet' ? `SELECT * FROM ${parquetFiles([path])}` : await readText(session, path, format, source);
  const time = eventTime(timeColumn, await session.describe(query));
  if (time === undefined) return undefined;
  const [found = []] = await session.texts(`SELECT count(*), min(${time}), max(${time}) FROM (${query})`);
  const [rows, minTime, maxTime] = found;
  if (minTime == null || maxTime == null) return undefined;
  return { rows: Number(rows), minTime: Number(minTime), maxTime: Number(maxTime) };
}
