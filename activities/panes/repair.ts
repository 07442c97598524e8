import type { Remediation } from '#contracts/check.ts';
import { freeName } from '../duckdb/free-name.ts';
import { literal } from '../duckdb/quoting.ts';
import type { Session } from '../duckdb/session.ts';
import { repeatsOf } from '../engine/duckdb/offences.ts';
import type { Remediated } from './port.ts';
import type { WindowRows } from './rows.ts';

/** Rows of one source in a temporary table, each with where it came from, and its fate once it has another than to be included. */
export interface Rows extends WindowRows {
  readonly table: string;
  /** The column that holds the fate; null while a row is in. */
  readonly fate: string;
}

type Step = Remediated['steps'][number];

export async function loadRows(session: Session, rows: WindowRows): Promise<Rows> {
  const fate = freeName('__fate', rows.columns);
  await session.run(`CREATE TEMP TABLE loaded AS SELECT *, NULL::VARCHAR AS ${fate} FROM (${rows.query})`);
  return { ...rows, table: 'loaded', fate };
}

/** Applies declared repairs one after another. Of rows with the same key the one that arrived first stays. */
export async function repair(
  session: Session,
  loaded: Rows,
  remediations: readonly Remediation[],
  source: string,
): Promise<{ readonly rows: Rows; readonly steps: readonly Step[] }> {
  const names = new Set(loaded.columns.map(({ name }) => name));
  const steps: Step[] = [];
  let rows = loaded;
  for (const [i, { deduplicate }] of remediations.entries()) {
    const before = await remaining(session, rows);
    const { table, fate, ordinal, row } = rows;
    if (deduplicate.by.every((name) => names.has(name))) {
      const repeated = repeatsOf(deduplicate.by, [ordinal, row], `${fate} IS NULL`);
      const replaced = `CASE WHEN ${repeated} THEN 'duplicate' ELSE ${fate} END AS ${fate}`;
      await session.run(`CREATE TEMP TABLE repaired_${i} AS SELECT * REPLACE (${replaced}) FROM ${table}`);
      rows = { ...rows, table: `repaired_${i}` };
    }
    steps.push({ remediation: 'deduplicate', source, before, after: await remaining(session, rows) });
  }
  return { rows, steps };
}

async function remaining(session: Session, { table, fate }: Rows): Promise<number> {
  const [row] = await session.texts(`SELECT count(*) FROM ${table} WHERE ${fate} IS NULL`);
  return Number(row?.[0]);
}

/** How many rows of each arrival came to each fate; null is included. */
export async function fatesByOrdinal(session: Session, { table, fate, ordinal }: Rows) {
  const counted = await session.texts(`SELECT ${ordinal}, ${fate}, count(*) FROM ${table} GROUP BY ALL ORDER BY ALL`);
  return counted.map(([at, reached, count]) => ({ ordinal: Number(at), fate: reached ?? null, rows: Number(count) }));
}

/** A table of constants beside the rows: the id of each arrival by its ordinal. */
export const idsOf = (arrivals: readonly { readonly ordinal: number; readonly id: string }[]): string =>
  `(VALUES ${arrivals.map(({ ordinal, id }) => `(${ordinal}, ${text(id)})`).join(', ')}) AS announced(ordinal, id)`;

/** No SQL text can hold a NUL: it is shown by its picture. */
const text = (value: string): string => literal(value.replaceAll('\0', '\u2400'));
