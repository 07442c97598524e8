import { DuckDBInstance } from '@duckdb/node-api';
import type { Digest } from '#contracts/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** Quarantined rows of one source, with a sample and the reasons. */
export interface QuarantinedRows {
  readonly source: string;
  readonly rows: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly sample: RowSample | undefined;
}

export interface RowSample {
  readonly columns: readonly string[];
  /** The first rows are one for each combination of reasons. */
  readonly rows: readonly (readonly string[])[];
}

export interface SampleOptions {
  readonly rows: number;
  /** The most rows with the same combination of reasons; no limit if left out. */
  readonly ofEachReason?: number;
  /** Columns whose values are hidden. */
  readonly masked?: ReadonlySet<string>;
}

/** Shown instead of a masked value. */
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
    // The columns of the source come first, then four of our own, so these are found by position.
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
