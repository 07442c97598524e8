import { dirname } from 'node:path';
import { openDatabase } from '#activities/duckdb/database.ts';
import { recordedDatabase } from '#activities/engine/duckdb/recorded.ts';
import { createPrograms } from '#activities/programs/programs.ts';
import type { Check, GateFile } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { Measure } from '#contracts/measure.ts';
import { present } from '#contracts/present.ts';
import { sha256 } from '#domain/digest.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { planOf } from '#domain/gates/plan.ts';
import { reportOf } from '#domain/gates/report.ts';
import type { DataFiles } from '../reading/files.ts';
import type { OffendingRows } from './offenders.ts';
import { openOthers, openTable, source, type Wanted } from './table.ts';

export interface FileCheck extends Wanted {
  readonly gate: GateFile;
  readonly data: DataFiles;
  readonly reference?: DataFiles | undefined;
  /** The files that the gate's checks refer to, by the name that the gate uses. */
  readonly named?: ReadonlyMap<string, DataFiles> | undefined;
  /** Returns the path of a program's file, for command and custom checks. Without it none of these checks is run. */
  readonly contentOf?: ((digest: Digest) => Promise<string>) | undefined;
  /** An empty folder for data that does not fit into memory. */
  readonly scratch: string;
  readonly threads?: number | undefined;
  /** The engine's memory limit, such as `1GB`. */
  readonly memoryLimit?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The time limit in milliseconds. Checks that are not finished by then have the verdict `error`. */
  readonly timeoutMs?: number | undefined;
}

export interface FileChecked {
  readonly report: GateReport;
  /** The facts about sources and references that the gate was judged with. */
  readonly context: GateContext;
  readonly rows?: number;
  /** The names of the data's columns; empty if the data could not be read. */
  readonly columns: readonly string[];
  /** The engine's error messages. */
  readonly faults: readonly string[];
  readonly offenders?: OffendingRows;
  /** Whether the file of offending rows was written. It is not if the data could not be read. */
  readonly rowsWritten: boolean;
}

const pinned = sha256('reference');
const rowsOf: Measure = { kind: 'rows', source };
const columnsOf: Measure = { kind: 'columns', source };

/**
 * Runs a gate over files, without a server. If the data cannot be read, it does not throw: the findings then have the
 * verdict `error`.
 */
export async function checkFiles(check: FileCheck): Promise<FileChecked> {
  const { gate, data, reference, named = new Map<string, DataFiles>(), scratch, threads, memoryLimit } = check;
  const all = [data, ...(reference ? [reference] : []), ...named.values()];
  const folders = all.flatMap(({ paths }) => paths.map((path) => dirname(path)));
  const opened = await openDatabase({
    scratch,
    folders: [...new Set(folders), scratch],
    ...present({ threads, memoryLimit }),
  });
  const database = recordedDatabase(opened);
  const faults = new Set<string>();
  const timeout = check.timeoutMs === undefined ? undefined : AbortSignal.timeout(check.timeoutMs);
  const tables = {
    database,
    scratch,
    signal: check.signal,
    timeout,
    onFault: (text: string) => faults.add(text),
    wanted: check,
    programs: check.contentOf && createPrograms({ scratch, contentOf: check.contentOf }),
  };
  try {
    const current = await openTable(tables, data, 'data');
    const before = reference && (await openTable(tables, reference, 'reference'));
    const [counted] = (gate.checks.some(asksForPrevious) && (await before?.measure([rowsOf]))) || [];
    const others = await openOthers(tables, named);
    const context: GateContext = {
      primary: source,
      columns: {},
      files: { [source]: data.paths.length },
      ...(before && { references: { [source]: pinned } }),
      ...(counted && 'count' in counted && { previousRows: { [source]: [Number(counted.count)] } }),
    };
    const plan = planOf(gate, context);
    const [rows, found, ...measurements] = await current.measure([rowsOf, columnsOf, ...plan], {
      reference: before?.paths,
      ...others,
    });
    const report = sealedReport(judgeGate(gate.name, gate, context, measurements));
    const failed = gate.checks.filter((_, i) => report.findings[i]?.verdict === 'fail');
    const offenders = await current.offenders({ checks: failed, others: others.files });
    return {
      report,
      context,
      ...(offenders?.first && { offenders: offenders.first }),
      columns: found && 'columns' in found ? found.columns.map(({ name }) => name) : [],
      rowsWritten: offenders?.written ?? false,
      ...(rows && 'count' in rows && { rows: Number(rows.count) }),
      faults: [...faults],
    };
  } finally {
    database.close();
  }
}

/** Whether a check compares the number of rows with that of the reference. */
const asksForPrevious = (check: Check): boolean => 'rowCount' in check && check.rowCount.withinOfPrevious !== undefined;

/** Removes the source from each finding: files are one table, so it would say nothing. */
const sealedReport = ({ gate, findings }: GateReport): GateReport =>
  reportOf(
    gate,
    findings.map(({ source: _, ...finding }) => finding),
  );
