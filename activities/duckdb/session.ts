import type { DuckDBConnection, DuckDBResult, DuckDBValue, DuckDBVector, Json } from '@duckdb/node-api';
import { literal } from './quoting.ts';

export type Parameters = Record<string, DuckDBValue>;
export type Row = Readonly<Record<string, Json>>;

export interface ColumnType {
  readonly name: string;
  /** As DuckDB writes it, such as `DECIMAL(18,3)`. */
  readonly type: string;
}

/** Numeric columns, row by row: `data[row * columns.length + column]`. */
export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly data: Float32Array;
}

/** Parquet that is the same byte for byte for the same rows in the same order. */
const parquet = '(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880)';

/** One connection at work. Statements take their named parameters as `$name`. */
export interface Session {
  run(sql: string, parameters?: Parameters): Promise<void>;

  /** All rows of a small result as JSON: what 53 bits cannot hold exactly (BIGINT, DECIMAL, …) comes as text. */
  rows(sql: string, parameters?: Parameters): Promise<Row[]>;

  /** The same with every value as text, by position. */
  texts(sql: string, parameters?: Parameters): Promise<(string | null)[][]>;

  /** The columns that a query gives, without running it. */
  describe(query: string): Promise<ColumnType[]>;

  /** Reads numeric columns quickly, by chunks; null becomes NaN. Cast in the query to REAL or DOUBLE. */
  matrix(sql: string, parameters?: Parameters): Promise<Matrix>;

  /** Goes through the rows of any number, by chunks; all columns are DOUBLE and none is null. */
  each(sql: string, take: (row: readonly number[]) => void): Promise<void>;

  /**
   * Goes through the numbers of a query's only column, UBIGINT without nulls, by chunks: two words each, the lower one first.
   * They are valid until the promise of `take` is fulfilled.
   */
  words(sql: string, take: (words: Uint32Array) => Promise<void> | undefined): Promise<void>;

  /** Writes a query's rows, in its order, and answers how many there were. Order it, or the bytes are not determined. */
  writeParquet(query: string, path: string): Promise<number>;
}

export function createSession(connection: DuckDBConnection, signal?: AbortSignal): Session {
  const rows = async (sql: string, parameters?: Parameters): Promise<Row[]> => {
    signal?.throwIfAborted();
    return (await connection.run(sql, parameters)).getRowObjectsJson();
  };
  return {
    rows,
    run: async (sql, parameters) => {
      signal?.throwIfAborted();
      await connection.run(sql, parameters);
    },
    texts: async (sql, parameters) => {
      signal?.throwIfAborted();
      const values = await (await connection.run(sql, parameters)).getRowsJson();
      return values.map((row) => row.map(text));
    },
    describe: async (query) => {
      const columns = await rows(`DESCRIBE ${query}`);
      return columns.map((column) => ({ name: String(column.column_name), type: String(column.column_type) }));
    },
    matrix: async (sql, parameters) => {
      signal?.throwIfAborted();
      return readMatrix(await connection.stream(sql, parameters));
    },
    each: async (sql, take) => {
      signal?.throwIfAborted();
      await forEachRow(await connection.stream(sql), take, signal);
    },
    words: async (sql, take) => {
      signal?.throwIfAborted();
      await forEachWords(await connection.stream(sql), take, signal);
    },
    writeParquet: async (query, path) => {
      const [row] = await rows(`COPY (${query}) TO ${literal(path)} ${parquet}`);
      return Number(row?.Count);
    },
  };
}

const text = (value: Json): string | null =>
  value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value);

async function forEachRow(
  result: DuckDBResult,
  take: (row: readonly number[]) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const columns = result.columnNames().map((_, k) => k);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    signal?.throwIfAborted();
    const vectors = columns.map((k) => chunk.getColumnVector(k));
    for (let row = 0; row < chunk.rowCount; row += 1) take(vectors.map((vector) => Number(vector.getItem(row))));
  }
}

async function forEachWords(
  result: DuckDBResult,
  take: (words: Uint32Array) => Promise<void> | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    signal?.throwIfAborted();
    const spilling = take(wordsOf(chunk.getColumnVector(0)));
    if (spilling) await spilling;
  }
}

/** The numbers in their own memory. Read one by one, each would become a bigint, which takes longer than the work itself. */
function wordsOf(vector: DuckDBVector): Uint32Array {
  const numbers: unknown = Reflect.get(vector, 'items');
  if (!(numbers instanceof BigUint64Array)) throw new TypeError(`${vector.type} is not UBIGINT`);
  return new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
}

async function readMatrix(result: DuckDBResult): Promise<Matrix> {
  const columns = result.columnNames();
  const chunks: Float32Array[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const data = new Float32Array(chunk.rowCount * columns.length);
    for (const [k] of columns.entries()) {
      const vector = chunk.getColumnVector(k);
      for (let row = 0; row < chunk.rowCount; row += 1) {
        const value = vector.getItem(row);
        data[row * columns.length + k] = value === null ? Number.NaN : Number(value);
      }
    }
    chunks.push(data);
  }
  return { columns, rows: chunks.reduce((sum, chunk) => sum + chunk.length, 0) / columns.length, data: joined(chunks) };
}

function joined(chunks: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
