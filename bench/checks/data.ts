import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const year = join(import.meta.dirname, '..', '..', 'examples', 'nyc-flights', 'data', 'flights.parquet');

export interface FlightFiles {
  readonly rows: number;
  readonly flights: readonly string[];
  /** One month, which drift is measured against. */
  readonly reference: string;
  readonly carriers: string;
}

/** A year of flights so many times, each with its dates and keys shifted, in so many files of one row order. */
export async function makeFlights(folder: string, times: number, files = 1): Promise<FlightFiles> {
  await mkdir(folder, { recursive: true });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const write = async (query: string, name: string) => {
    const path = join(folder, name);
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    return path;
  };
  const shifted = `SELECT * REPLACE (flight_id || '-' || k AS flight_id, scheduled_at + to_years(k::INTEGER) AS scheduled_at) FROM read_parquet('${year}'), range(${times}) AS t(k)`;
  await connection.run(`CREATE VIEW shifted AS ${shifted}`);
  const columns = 'flight_id, scheduled_at, carrier, flight, tailnum, origin, dest, distance';
  const flights: string[] = [];
  for (let file = 0; file < files; file += 1)
    flights.push(
      await write(
        `SELECT ${columns} FROM shifted WHERE hash(flight_id) % ${files} = ${file}`,
        `flights-${times}-${files}-${file}.parquet`,
      ),
    );
  const reference = await write(
    `SELECT * FROM read_parquet('${year}') WHERE month(scheduled_at) = 4`,
    'reference.parquet',
  );
  const carriers = await write(
    `SELECT DISTINCT carrier AS code FROM read_parquet('${year}') ORDER BY 1`,
    'carriers.parquet',
  );
  const counted = await (await connection.run('SELECT count(*)::INTEGER FROM shifted')).getRows();
  connection.closeSync();
  return { rows: Number(counted[0]?.[0]), flights, reference, carriers };
}
