import type { Database } from '#activities/duckdb/database.ts';
import { exhaustionText, faultText } from '#activities/duckdb/faults.ts';
import type { Session } from '#activities/duckdb/session.ts';
import { createDuckDbEngine } from '#activities/engine/duckdb/engine.ts';
import { Unanswerable } from '#activities/engine/engine.ts';
import { createMeasurer, type Programs } from '#activities/engine/measure.ts';
import { createSandboxedSql } from '#activities/engine/sandboxed-sql.ts';
import { asQuestion } from '#activities/engine/scans.ts';
import type { Format } from '#contracts/arrival.ts';
import type { Code } from '#contracts/codes.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { sourceOfFile } from '#domain/gates/checks/foreign-key.ts';
import { asParquet, type DataFiles } from '../reading/files.ts';
import { firstOffenders, type Offended, type OffendingRows, writeOffenders } from './offenders.ts';

/** The name of the one table that a gate over files judges. */
export const source = 'data';

/** The other tables that checks refer to, by source. */
export interface Others {
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly unreadable: ReadonlyMap<string, Code>;
}

/** What a table is compared with. */
export interface Beside extends Others {
  readonly reference: readonly string[] | undefined;
}

export interface Table {
  /** Undefined if the files cannot be read. */
  readonly paths: readonly string[] | undefined;
  measure(plan: readonly Measure[], beside?: Beside): Promise<Measurement[]>;
  /** Finds the rows that break checks, as far as they are wanted. Undefined if they cannot be determined. */
  offenders(offended: Offended): Promise<Offenders | undefined>;
}

/** Which of the offending rows are wanted. */
export interface Wanted {
  /** A new file for all of them. */
  readonly rowsTo?: { readonly path: string; readonly format: Format } | undefined;
  /** How many of them are returned with the report. */
  readonly worst?: number | undefined;
}

interface Offenders {
  readonly written: boolean;
  readonly first: OffendingRows | undefined;
}

export interface Tables {
  readonly database: Database;
  readonly scratch: string;
  readonly signal: AbortSignal | undefined;
  readonly timeout: AbortSignal | undefined;
  readonly onFault: (text: string) => void;
  readonly wanted: Wanted;
  readonly programs: Programs | undefined;
}

/** Opens files as one table. If they cannot be read, every measurement is an error. */
export async function openTable(tables: Tables, files: DataFiles, name: string): Promise<Table> {
  const { database, onFault, wanted } = tables;
  const paths = await readableFiles(tables, files, name);
  if ('error' in paths)
    return { paths: undefined, measure: async (plan) => plan.map(() => paths), offenders: async () => undefined };
  const measure = createMeasurer(createDuckDbEngine(database), createSandboxedSql(tables.scratch), tables.programs);
  return {
    paths,
    async measure(plan, beside) {
      const { reference, files: others = new Map(), unreadable = new Map() } = beside ?? {};
      const compared = reference ? [['reference', reference] as const] : [];
      const found = await telling(tables, () =>
        measure({
          plan,
          files: new Map([[source, paths], ...compared, ...others]),
          unreadable,
          reference: async () => {
            if (reference === undefined) throw new Unanswerable('DATA_UNREADABLE' satisfies Code);
            return reference;
          },
          signal: stopOf(tables),
          onFault,
        }),
      );
      return 'error' in found ? plan.map(() => found) : found;
    },
    async offenders(offended) {
      const found = await telling(tables, () =>
        asQuestion({ name: 'offenders', tables: [name], columns: [] }, () =>
          database.use((session) => tellOffenders(session, paths, offended, wanted), stopOf(tables)),
        ),
      );
      return 'error' in found ? undefined : found;
    },
  };
}

/** Opens the files that checks refer to, and notes which cannot be read. */
export async function openOthers(tables: Tables, named: ReadonlyMap<string, DataFiles>): Promise<Others> {
  const [files, unreadable] = [new Map<string, readonly string[]>(), new Map<string, Code>()];
  for (const [name, data] of named) {
    const other = sourceOfFile(name);
    const paths = await readableFiles(tables, data, other);
    if ('error' in paths) unreadable.set(other, paths.error);
    else files.set(other, paths);
  }
  return { files, unreadable };
}

async function tellOffenders(
  session: Session,
  paths: readonly string[],
  offended: Offended,
  { rowsTo, worst }: Wanted,
): Promise<Offenders> {
  if (rowsTo) await writeOffenders(session, paths, offended, rowsTo);
  return {
    written: rowsTo !== undefined,
    first: worst === undefined ? undefined : await firstOffenders(session, paths, offended, worst),
  };
}

const readableFiles = (tables: Tables, files: DataFiles, name: string) =>
  asQuestion({ name: 'reading', tables: [name], columns: [] }, () =>
    telling(tables, () =>
      tables.database.use((session) => asParquet(session, files, tables.scratch, name), stopOf(tables)),
    ),
  );

const stopOf = ({ signal, timeout }: Tables): AbortSignal =>
  AbortSignal.any([signal, timeout].filter((stop) => stop !== undefined));

/** Runs a query. Bad data, a lack of memory or disk, or a timeout becomes an error code; an abort is thrown. */
async function telling<T>({ signal, timeout, onFault }: Tables, ask: () => Promise<T>): Promise<T | { error: Code }> {
  try {
    return await ask();
  } catch (fault) {
    if (signal?.aborted) throw fault;
    if (timeout?.aborted) return { error: 'CHECK_TIMED_OUT' };
    const exhaustion = exhaustionText(fault);
    onFault(exhaustion ?? (fault instanceof Unanswerable ? fault.message : faultText(fault)));
    return { error: exhaustion === undefined ? 'DATA_UNREADABLE' : 'ENGINE_EXHAUSTED' };
  }
}
