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

const mostRows = 6;

/** A few rows of a quarantine artifact, each with its reasons; undefined where there is no such artifact. */
export async function sampleOf(digest: Digest | undefined, artifacts: ArtifactStore): Promise<RowSample | undefined> {
  if (digest === undefined || !(await artifacts.has(digest))) return undefined;
  const file = (await artifacts.path(digest)).replaceAll("'", "''");
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  try {
    const reader = await connection.runAndReadAll(
      `SELECT COLUMNS(*)::VARCHAR FROM read_parquet('${file}')
       QUALIFY row_number() OVER (PARTITION BY reasons ORDER BY arrival, "row") <= 2
       ORDER BY row_number() OVER (PARTITION BY reasons ORDER BY arrival, "row"), reasons, arrival, "row" LIMIT ${mostRows}`,
    );
    return {
      columns: reader.columnNames(),
      rows: reader.getRows().map((row) => row.map((cell) => (cell === null ? '∅' : String(cell)))),
    };
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}
