import { dirname } from 'node:path';
import type { GateFile } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { sha256 } from '#domain/digest.ts';
import { sourceOfFile } from '#domain/gates/checks/foreign-key.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { planOf } from '#domain/gates/plan.ts';
import { reportOf } from '#domain/gates/report.ts';
import { type Database, openDatabase } from '../duckdb/database.ts';
import { exhaustionText, faultText } from '../duckdb/faults.ts';
import { createDuckDbEngine } from '../engine/duckdb/engine.ts';
import { Unanswerable } from '../engine/engine.ts';
import { createMeasurer } from '../engine/measure.ts';
import { createSandboxedSql } from '../engine/sandboxed-sql.ts';
import { asParquet, type DataFiles } from './files.ts';

export interface FileCheck {
  readonly gate: GateFile;
  readonly data: DataFiles;
  readonly reference?: DataFiles | undefined;
  /** The files that the gate's checks name, by the name that they have there. */
  readonly named?: ReadonlyMap<string, DataFiles> | undefined;
  /** An empty folder for what does not fit into memory. */
  readonly scratch: string;
  readonly threads?: number | undefined;
  /** Such as `1GB`. */
  readonly memoryLimit?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FileChecked {
  readonly report: GateReport;
  readonly rows?: number;
  /** Why the engine could not tell, in its words. */
  readonly faults: readonly string[];
}

/** The one table of a gate in a file, and the sample that it is compared with. */
const source = 'data';
const pinned = sha256('reference');
const rowsOf: Measure = { kind: 'rows', source };

/** Runs a gate over files, without a server. Where the data cannot be read the report says so: its findings are errors. */
export async function checkFiles(check: FileCheck): Promise<FileChecked> {
  const { gate, data, reference, named = new Map<string, DataFiles>(), scratch, signal, threads, memoryLimit } = check;
  const all = [data, ...(reference ? [reference] : []), ...named.values()];
  const folders = all.flatMap(({ paths }) => paths.map((path) => dirname(path)));
  const database = await openDatabase({
    scratch,
    folders: [...new Set(folders), scratch],
    ...(threads !== undefined && { threads }),
    ...(memoryLimit !== undefined && { memoryLimit }),
  });
  const faults = new Set<string>();
  const tables = { database, scratch, signal, onFault: (text: string) => faults.add(text) };
  try {
    const current = await openTable(tables, data, 'data');
    const before = reference && (await openTable(tables, reference, 'reference'));
    const [counted] = (await before?.measure([rowsOf])) ?? [];
    const others = await openOthers(tables, named);
    const context: GateContext = {
      primary: source,
      columns: {},
      files: { [source]: data.paths.length },
      ...(before && { references: { [source]: pinned } }),
      ...(counted && 'count' in counted && { previousRows: { [source]: [Number(counted.count)] } }),
    };
    const plan = planOf(gate, context);
    const [rows, ...measurements] = await current.measure([rowsOf, ...plan], before?.paths, others);
    return {
      report: sealedReport(judgeGate(gate.name, gate, context, measurements)),
      ...(rows && 'count' in rows && { rows: Number(rows.count) }),
      faults: [...faults],
    };
  } finally {
    database.close();
  }
}

/** Files are one table: the source that findings of a pipeline name says nothing here. */
const sealedReport = ({ gate, findings }: GateReport): GateReport =>
  reportOf(
    gate,
    findings.map(({ source: _, ...finding }) => finding),
  );

interface Table {
  /** Undefined where the files cannot be read. */
  readonly paths: readonly string[] | undefined;
  measure(plan: readonly Measure[], reference?: readonly string[], others?: Others): Promise<Measurement[]>;
}

/** The tables that checks name beside the one that they are about, by source. */
interface Others {
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly unreadable: ReadonlyMap<string, Code>;
}

async function openOthers(tables: Tables, named: ReadonlyMap<string, DataFiles>): Promise<Others> {
  const [files, unreadable] = [new Map<string, readonly string[]>(), new Map<string, Code>()];
  for (const [name, data] of named) {
    const paths = await readableFiles(tables, data, `named-${files.size + unreadable.size}`);
    if ('error' in paths) unreadable.set(sourceOfFile(name), paths.error);
    else files.set(sourceOfFile(name), paths);
  }
  return { files, unreadable };
}

interface Tables {
  readonly database: Database;
  readonly scratch: string;
  readonly signal: AbortSignal | undefined;
  readonly onFault: (text: string) => void;
}

async function openTable(tables: Tables, files: DataFiles, name: string): Promise<Table> {
  const { database, signal, onFault } = tables;
  const measure = createMeasurer(createDuckDbEngine(database), createSandboxedSql(tables.scratch));
  const paths = await readableFiles(tables, files, name);
  if ('error' in paths) return { paths: undefined, measure: async (plan) => plan.map(() => paths) };
  return {
    paths,
    async measure(plan, reference, others) {
      const found = await telling(tables, () =>
        measure({
          plan,
          files: new Map([
            [source, paths],
            ...(reference ? [['reference', reference] as const] : []),
            ...(others?.files ?? []),
          ]),
          unreadable: others?.unreadable ?? new Map(),
          reference: async () => {
            if (reference === undefined) throw new Unanswerable('DATA_UNREADABLE' satisfies Code);
            return reference;
          },
          signal,
          onFault,
        }),
      );
      return 'error' in found ? plan.map(() => found) : found;
    },
  };
}

const readableFiles = (tables: Tables, files: DataFiles, name: string) =>
  telling(tables, () =>
    tables.database.use((session) => asParquet(session, files, tables.scratch, name), tables.signal),
  );

/** What lies in the data, or in what the machine has left, is an answer; everything else is a defect. */
async function telling<T>({ signal, onFault }: Tables, ask: () => Promise<T>): Promise<T | { error: Code }> {
  try {
    return await ask();
  } catch (fault) {
    if (signal?.aborted) throw fault;
    const exhaustion = exhaustionText(fault);
    onFault(exhaustion ?? (fault instanceof Unanswerable ? fault.message : faultText(fault)));
    return { error: exhaustion === undefined ? 'DATA_UNREADABLE' : 'ENGINE_EXHAUSTED' };
  }
}
