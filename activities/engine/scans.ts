import { AsyncLocalStorage } from 'node:async_hooks';
import type { Measure } from '#contracts/measure.ts';

/** A statement that was run over the rows of some tables, and what for. */
export interface Scan {
  /** What was asked: a question of a relation by its name, or what else the rows were read for. */
  readonly question: string;
  readonly tables: readonly string[];
  readonly columns: readonly string[];
  readonly sql: string;
  readonly ms: number;
  /** All measures that use its answers, including those that found them remembered. */
  readonly measures: readonly Measure[];
}

/** What a statement is run for. Answers that others use later have a key each. */
export interface Question {
  readonly name: string;
  readonly tables: readonly string[];
  readonly columns: readonly string[];
  readonly keys?: readonly string[];
}

interface Context {
  readonly recording: Recording;
  readonly measures: readonly Measure[];
  readonly question?: Question;
}

interface Recording {
  readonly ran: { question: Question | undefined; own: readonly Measure[]; sql: string; ms: number }[];
  readonly usedBy: Map<string, Set<Measure>>;
}

const context = new AsyncLocalStorage<Context>();

/** Records the statements that are run during some work: so a plan shows what was really done. */
export async function recordScans<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly scans: Scan[] }> {
  const recording: Recording = { ran: [], usedBy: new Map() };
  const value = await context.run({ recording, measures: [] }, work);
  return { value, scans: recording.ran.map((one) => scanOf(one, recording.usedBy)) };
}

/** Names the measures that some work is done for. */
export function forMeasures<T>(measures: readonly Measure[], work: () => Promise<T>): Promise<T> {
  const outer = context.getStore();
  return outer ? context.run({ ...outer, measures }, work) : work();
}

/** Names the question that some work answers. */
export function asQuestion<T>(question: Question, work: () => Promise<T>): Promise<T> {
  const outer = context.getStore();
  return outer ? context.run({ ...outer, question }, work) : work();
}

/** Records that the current measures use some answers, whenever these were found. */
export function useAnswers(keys: readonly string[]): void {
  const { recording, measures = [] } = context.getStore() ?? {};
  for (const key of recording ? keys : []) {
    const users = recording?.usedBy.get(key) ?? new Set();
    for (const measure of measures) users.add(measure);
    recording?.usedBy.set(key, users);
  }
}

/** Runs and records a statement over rows, with the time that it took. */
export async function runStatement<T>(sql: string, run: () => Promise<T>): Promise<T> {
  const outer = context.getStore();
  if (!outer) return run();
  const begun = performance.now();
  try {
    return await run();
  } finally {
    const { recording, question, measures } = outer;
    recording.ran.push({ question, own: measures, sql, ms: performance.now() - begun });
  }
}

function scanOf({ question, own, sql, ms }: Recording['ran'][number], usedBy: Recording['usedBy']): Scan {
  const { name = 'rows', tables = [], columns = [], keys = [] } = question ?? {};
  const users = keys.flatMap((key) => [...(usedBy.get(key) ?? [])]);
  return { question: name, tables, columns, sql, ms, measures: [...new Set([...own, ...users])] };
}
