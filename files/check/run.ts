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
  /** The files that the gate's checks name, by the name that they have there. */
  readonly named?: ReadonlyMap<string, DataFiles> | undefined;
  /** Where the content of the files is that commands and custom checks are made of; without it none is run. */
  readonly contentOf?: ((digest: Digest) => Promise<string>) | undefined;
  /** An empty folder for what does not fit into memory. */
  readonly scratch: string;
  readonly threads?: number | undefined;
  /** Such as `1GB`. */
  readonly memoryLimit?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which what is not known yet is an error. */
  readonly timeoutMs?: number | undefined;
}

export interface FileChecked {
  readonly report: GateReport;
  /** What the gate was judged by. */
  readonly context: GateContext;
  readonly rows?: number;
  /** Of the data; none where they could not be read. */
  readonly columns: readonly string[];
  /** Why the engine could not tell, in its words. */
  readonly faults: readonly string[];
  readonly offenders?: OffendingRows;
  /** Whether there is a file of rows that break checks: there is none where the data could not be read. */
  readonly rowsWritten: boolean;
}

const pinned = sha256('reference');
const rowsOf: Measure = { kind: 'rows', source };
const columnsOf: Measure = { kind: 'columns', source };

/** Runs a gate over files, without a server. Where the data cannot be read the report says so: its findings are errors. */
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

/** Whether the rows of the reference must be counted. */
const asksForPrevious = (check: Check): boolean => 'rowCount' in check && check.rowCount.withinOfPrevious !== undefined;

/** Files are one table: the source that findings of a pipeline name says nothing here. */
const sealedReport = ({ gate, findings }: GateReport): GateReport =>
  reportOf(
    gate,
    findings.map(({ source: _, ...finding }) => finding),
  );
