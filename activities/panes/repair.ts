import type { Remediation } from '#contracts/remediation.ts';
import { declaredStep } from '#domain/gates/remediation.ts';
import { freeName } from '../duckdb/free-name.ts';
import { literal } from '../duckdb/quoting.ts';
import type { Session } from '../duckdb/session.ts';
import type { Remediated } from './port.ts';
import { columnList, type WindowRows } from './rows.ts';
import type { Change, Rows, Surroundings } from './steps/step.ts';
import { changeBy } from './steps/steps.ts';

export type { Rows } from './steps/step.ts';

type Applied = Remediated['steps'][number];

/** Reads rows into a table. Additional columns get names that no declared step gives to a column. */
export async function loadRows(
  session: Session,
  rows: WindowRows,
  remediations: readonly Remediation[] = [],
): Promise<Rows> {
  const made = remediations.flatMap((remediation) => declaredStep(remediation).column ?? []);
  const named = [...rows.columns, ...made.map((name) => ({ name }))];
  const [time, ordinal, row, fate] = ['__time', '__ordinal', '__row', '__fate'].map((name) => freeName(name, named));
  const beside = { time: `${time}`, ordinal: `${ordinal}`, row: `${row}`, fate: `${fate}` };
  await session.run(
    `CREATE TEMP TABLE loaded AS SELECT ${columnList(rows.columns)}, ${rows.time} AS ${time}, ${rows.ordinal} AS ${ordinal},
       ${rows.row} AS ${row}, NULL::VARCHAR AS ${fate} FROM (${rows.query})`,
  );
  return { ...rows, ...beside, table: 'loaded' };
}

/**
 * Applies declared repairs one after another. One that cannot be applied to the columns changes nothing, and its
 * counts say so.
 */
export async function repair(
  session: Session,
  loaded: Rows,
  remediations: readonly Remediation[],
  { source, previous }: { readonly source: string } & Pick<Surroundings, 'previous'>,
): Promise<{ readonly rows: Rows; readonly steps: readonly Applied[] }> {
  const steps: Applied[] = [];
  let rows = loaded;
  for (const [i, remediation] of remediations.entries()) {
    const { name, column } = declaredStep(remediation);
    const change = await changeBy(remediation, rows, { session, previous });
    const { left: before, touched, nulled } = await counts(session, rows, change);
    if (change) rows = await changed(session, rows, change, `repaired_${i}`);
    const { left: after } = await counts(session, rows);
    steps.push({
      remediation: name,
      source,
      ...(column !== undefined && { column, touched }),
      before,
      after,
      ...(nulled > 0 && { nulled }),
    });
  }
  return { rows, steps };
}

async function changed(session: Session, rows: Rows, { select }: Change, table: string): Promise<Rows> {
  await session.run(`CREATE TEMP TABLE ${table} AS SELECT ${select} FROM ${rows.table}`);
  await session.run(`DROP TABLE ${rows.table}`);
  const beside: readonly string[] = [rows.time, rows.ordinal, rows.row, rows.fate];
  const all = await session.describe(`SELECT * FROM ${table}`);
  return { ...rows, table, columns: all.filter(({ name }) => !beside.includes(name)) };
}

/** Counts the rows that are included, and those of them that a change touches. */
async function counts(
  session: Session,
  { table, fate }: Rows,
  { touched = 'false', nulled = 'false' }: Partial<Change> = {},
) {
  const [row] = await session.texts(
    `SELECT count(*), count(*) FILTER (WHERE ${touched}), count(*) FILTER (WHERE ${nulled}) FROM ${table} WHERE ${fate} IS NULL`,
  );
  const [left = 0, changing = 0, losing = 0] = (row ?? []).map(Number);
  return { left, touched: changing, nulled: losing };
}

/** How many rows of each arrival came to each fate; null is included. */
export async function fatesByOrdinal(session: Session, { table, fate, ordinal }: Rows) {
  const counted = await session.texts(`SELECT ${ordinal}, ${fate}, count(*) FROM ${table} GROUP BY ALL ORDER BY ALL`);
  return counted.map(([at, reached, count]) => ({ ordinal: Number(at), fate: reached ?? null, rows: Number(count) }));
}

/** A table of constants beside the rows: the id of each arrival by its ordinal. */
export const idsOf = (arrivals: readonly { readonly ordinal: number; readonly id: string }[]): string =>
  `(VALUES ${arrivals.map(({ ordinal, id }) => `(${ordinal}, ${text(id)})`).join(', ')}) AS announced(ordinal, id)`;

/** No SQL text can contain a NUL, so the symbol for NUL is shown instead. */
const text = (value: string): string => literal(value.replaceAll('\0', '\u2400'));
