import { DuckDBInstance } from '@duckdb/node-api';
import type { Digest } from '#contracts/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** Rows that were set aside, with a few of them and their reasons. */
export interface QuarantinedRows {
  readonly source: string;
  readonly rows: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly sample: RowSample | undefined;
}

export interface RowSample {
  readonly columns: readonly string[];
  /** One row of each combination of reasons first. */
  readonly rows: readonly (readonly string[])[];
}

export interface SampleOptions {
  readonly rows: number;
  /** So many rows of one combination of reasons at most; as many as rows where it is left out. */
  readonly ofEachReason?: number;
  /** Columns whose values are hidden. */
  readonly masked?: ReadonlySet<string>;
}

/** Stands for a value that nobody is shown. */
const hidden = '•••';

/** A few rows of a quarantine artifact, each with its reasons; undefined where there is no such artifact. */
export async function sampleOf(
  digest: Digest | undefined,
  artifacts: ArtifactStore,
  { rows, ofEachReason = rows, masked = new Set() }: SampleOptions,
): Promise<RowSample | undefined> {
  if (digest === undefined || !(await artifacts.has(digest))) return undefined;
  const file = (await artifacts.path(digest)).replaceAll("'", "''");
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  try {
    const table = `read_parquet('${file}')`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`);
    // The columns of the source come first, whatever they are called.
    const names = described.getRows().map(([name]) => `"${String(name).replaceAll('"', '""')}"`);
    const [arrival, row, reasons] = names.slice(-4);
    const place = `row_number() OVER (PARTITION BY ${reasons} ORDER BY ${arrival}, ${row})`;
    const reader = await connection.runAndReadAll(
      `SELECT COLUMNS(*)::VARCHAR FROM ${table} QUALIFY ${place} <= ${ofEachReason}
       ORDER BY ${place}, ${reasons}, ${arrival}, ${row} LIMIT ${rows}`,
    );
    const columns = reader.columnNames();
    const shown = (cell: unknown, column: number) =>
      cell === null ? '∅' : masked.has(columns[column] ?? '') ? hidden : String(cell);
    return { columns, rows: reader.getRows().map((cells) => cells.map(shown)) };
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}
