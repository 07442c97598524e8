import { DuckDBInstance } from '@duckdb/node-api';

// The reference: the same twelve checks, as a person would write them for DuckDB from Node. Prints what was found.

const [flights = '', reference = '', carriers = ''] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const first = async (sql: string) => (await (await connection.run(sql)).getRowsJson())[0] ?? [];

const columns = await (await connection.run(`DESCRIBE SELECT * FROM '${flights}'`)).getRowsJson();
const counts = await first(`
  SELECT count(*), count(*) - count(tailnum), count(*) - count(carrier), count(*) - count(dest), count(*) - count(scheduled_at),
    count(*) - count(DISTINCT flight_id),
    count(*) FILTER (WHERE distance NOT BETWEEN 1 AND 6000), count(*) FILTER (WHERE flight NOT BETWEEN 1 AND 9999),
    count(*) FILTER (WHERE origin NOT IN ('EWR', 'JFK', 'LGA'))
  FROM '${flights}'`);
const [orphans] = await first(
  `SELECT count(*) FROM '${flights}' f WHERE carrier IS NOT NULL AND NOT EXISTS (FROM '${carriers}' c WHERE c.code = f.carrier)`,
);
const [edges] = await first(
  `SELECT list_distinct(quantile_cont(distance, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])) FROM '${reference}'`,
);
const sorted = (edges as number[]).map(Number).sort((a, b) => a - b);
const shares = async (file: string) => {
  const found = await (
    await connection.run(
      `SELECT list_count(list_filter([${sorted.join(', ')}], lambda e: e < distance)) AS bin, count(*) FROM '${file}' GROUP BY 1 ORDER BY 1`,
    )
  ).getRowsJson();
  const total = found.reduce((sum, [, n]) => sum + Number(n), 0);
  const byBin = new Map(found.map(([bin, n]) => [Number(bin), Number(n) / total]));
  return Array.from({ length: sorted.length + 1 }, (_, bin) => Math.max(1e-4, byBin.get(bin) ?? 0));
};
const [before, now] = [await shares(reference), await shares(flights)];
const psi = now.reduce((sum, share, i) => sum + (share - (before[i] ?? 0)) * Math.log(share / (before[i] ?? 1)), 0);
process.stdout.write(`${JSON.stringify({ columns: columns.length, counts, orphans, psi })}\n`);
