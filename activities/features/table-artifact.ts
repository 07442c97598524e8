import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactStore, Stored } from '#stores/artifacts/store.ts';
import type { Database } from '../duckdb/database.ts';
import { exactGlob } from '../duckdb/files.ts';
import { identifier, literal } from '../duckdb/quoting.ts';

/** A column to write: its value by row. A TIMESTAMP is given as epoch milliseconds; texts are never null. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'VARCHAR' | 'TIMESTAMP' | 'FLOAT' | 'INTEGER';
  readonly value: (row: number) => string | number | null;
}

export interface TableStore {
  readonly artifacts: Pick<ArtifactStore, 'putFile'>;
  readonly database: Database;
  /** A folder that the database may read and write. */
  readonly scratch: string;
}

/** Stores rows as a Parquet artifact, in their order: the same values give the same digest. */
export async function storeTable(
  { artifacts, database, scratch }: TableStore,
  rows: number,
  columns: readonly TableColumn[],
  signal?: AbortSignal,
): Promise<Stored> {
  const base = join(scratch, randomUUID());
  const [text, parquet] = [`${base}.csv`, `${base}.parquet`];
  try {
    await pipeline(Readable.from(linesOf(rows, columns)), createWriteStream(text, { mode: 0o600 }), {
      ...(signal && { signal }),
    });
    await database.use((session) => session.writeParquet(queryOf(text, columns), parquet), signal);
    return await artifacts.putFile(parquet, { move: true });
  } finally {
    await Promise.all([text, parquet].map((path) => rm(path, { force: true })));
  }
}

const linesAtOnce = 1_000;

function* linesOf(rows: number, columns: readonly TableColumn[]): Generator<string> {
  for (let first = 0; first < rows; first += linesAtOnce) {
    let text = '';
    for (let row = first; row < Math.min(rows, first + linesAtOnce); row += 1) {
      text += `${columns.map(({ value }) => fieldOf(value(row))).join(',')}\n`;
    }
    yield text;
  }
}

/** Texts are quoted, so that an empty one is not null; a number's shortest text gives the same bits back. */
const fieldOf = (value: string | number | null): string =>
  value === null ? '' : typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;

function queryOf(path: string, columns: readonly TableColumn[]): string {
  const types = columns.map(({ name, type }) => `${literal(name)}: '${type === 'TIMESTAMP' ? 'BIGINT' : type}'`);
  const values = columns.map(({ name, type }) =>
    type === 'TIMESTAMP' ? `epoch_ms(${identifier(name)}) AS ${identifier(name)}` : identifier(name),
  );
  const format = `header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', nullstr = '', allow_quoted_nulls = false`;
  const options = `auto_detect = false, parallel = false, ${format}, columns = {${types.join(', ')}}`;
  return `SELECT ${values.join(', ')} FROM read_csv(${literal(exactGlob(path))}, ${options})`;
}
