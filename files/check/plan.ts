import { byTables, type FilesOfTables } from '#activities/engine/duckdb/recorded.ts';
import { recordScans, type Scan } from '#activities/engine/scans.ts';
import type { Check } from '#contracts/check.ts';
import { boundCheck, declared } from '#domain/gates/checks/bound.ts';
import { sourceOfFile } from '#domain/gates/checks/foreign-key.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { measureKey } from '#domain/gates/plan.ts';
import { type DataFiles, parquetOf } from '../reading/files.ts';
import { checkFiles, type FileCheck, type FileChecked } from './run.ts';
import { source } from './table.ts';

/** One SQL statement that a gate ran. Scans are listed in the order in which they ran. */
export interface PlannedScan {
  /** The tables that it reads. */
  readonly tables: readonly string[];
  /** What it measures. */
  readonly question: string;
  readonly columns: readonly string[];
  /** The checks that use its result, in the order of the gate. */
  readonly checks: readonly PlannedCheck[];
  readonly ms: number;
  readonly sql: string;
}

export interface PlannedCheck {
  readonly place: number;
  readonly check: string;
  readonly columns: readonly string[];
}

export interface ScanPlan {
  readonly tables: readonly { readonly name: string; readonly files: number; readonly rows?: number }[];
  readonly scans: readonly PlannedScan[];
  /** Checks that needed no scan: file metadata was enough, or the data could not be read. */
  readonly withoutScan: readonly PlannedCheck[];
}

/** Runs a gate over files, and returns its result with the scans that it needed. */
export async function planFiles(check: FileCheck): Promise<FileChecked & { readonly plan: ScanPlan }> {
  const { value, scans } = await recordScans(() => checkFiles(check));
  const tables = tablesOf(check);
  const files: FilesOfTables = new Map(
    [...tables].map(([name, { paths }]) => [name, [paths, [parquetOf(name, check.scratch)]]]),
  );
  const checks = check.gate.checks.map(plannedCheck);
  const asking = askersIn(check.gate.checks, value.context);
  const run = scans.map((scan) =>
    planned(
      byTables(scan, files),
      checks.filter((_, place) => asking(scan, place)),
    ),
  );
  return {
    ...value,
    plan: {
      tables: [...tables].map(([name, { paths }]) => ({
        name: shown(name),
        files: paths.length,
        ...(name === source && value.rows !== undefined && { rows: value.rows }),
      })),
      scans: run,
      withoutScan: checks.filter((one) => !run.some(({ checks: answered }) => answered.includes(one))),
    },
  };
}

const tablesOf = ({ data, reference, named = new Map() }: FileCheck): ReadonlyMap<string, DataFiles> =>
  new Map([
    [source, data],
    ...(reference ? [['reference', reference] as const] : []),
    ...[...named].map(([name, files]) => [sourceOfFile(name), files] as const),
  ]);

function plannedCheck(check: Check, place: number): PlannedCheck {
  const { name, columns } = declared(check);
  return { place, check: name, columns: columns().map(({ column }) => column) };
}

/** Returns a function that says whether the check at an index needs one of a scan's measures. */
function askersIn(checks: readonly Check[], context: GateContext): (scan: Scan, place: number) => boolean {
  const wanted = checks.map((check) => new Set(boundCheck(check, context).measures().map(measureKey)));
  return ({ measures }, place) => measures.some((measure) => wanted[place]?.has(measureKey(measure)));
}

const planned = (scan: Scan, checks: readonly PlannedCheck[]): PlannedScan => ({
  tables: scan.tables.map(shown),
  question: scan.question,
  columns: scan.columns,
  checks,
  ms: scan.ms,
  sql: scan.sql,
});

/** The name of a table for people: a file that a gate names is a table with the prefix `file:`. */
const shown = (table: string): string => table.replace(/^file:/, '');
