import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { lineOf } from '../duckdb/faults.ts';
import type { RunCommand } from '../programs/command.ts';
import { createRecent } from '../recent.ts';
import { isCount } from './counts.ts';
import { measureDrift } from './drift/drift.ts';
import { rememberedRelation } from './drift/remembered.ts';
import { type Answer, type CheckEngine, type Relation, Unanswerable } from './engine.ts';
import { measureGroups } from './groups.ts';
import type { SandboxedSql } from './sandboxed-sql.ts';
import { measureOutliers } from './statistics/outliers.ts';
import { measureQuantile } from './statistics/quantile.ts';
import { measureTotal } from './statistics/total.ts';

export interface MeasureInput {
  readonly plan: readonly Measure[];
  /** Parquet files by source; a source without is one without data. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Sources whose files cannot be read, by the code that says why. */
  readonly unreadable?: ReadonlyMap<string, Code>;
  /** Where the rows of a reference are; throws `Unanswerable` where there are none. */
  readonly reference: (digest: Digest) => Promise<readonly string[]>;
  readonly signal?: AbortSignal | undefined;
  /** Hears in the engine's words why a question has no answer. */
  readonly onFault?: (text: string) => void;
}

/**
 * Measures what a gate's plan asks; answers are in its order. What was asked of references is remembered.
 *
 * @param command runs programs; where it is left out none is run, and none is answered
 */
export function createMeasurer(
  engine: CheckEngine,
  sandboxed: SandboxedSql,
  command?: RunCommand,
): (input: MeasureInput) => Promise<Measurement[]> {
  const remembered = createRecent<unknown>(2_000);

  const measureSource = async (source: string, input: MeasureInput): Promise<Map<Measure, Measurement>> => {
    const measures = input.plan.filter((measure) => measure.source === source);
    const error = input.unreadable?.get(source);
    if (error !== undefined) return new Map(measures.map((measure) => [measure, { error }]));
    const files = input.files.get(source);
    if (files === undefined) return new Map(measures.map((measure) => [measure, withoutData(measure)]));
    const alone = measures.filter((measure) => !isOfTwo(measure) && !isProgram(measure));
    const answers = await asking(input, () =>
      engine.attach(files, (relation) => measureRelation(relation, alone, input), input.signal),
    );
    const found = answers instanceof Map ? answers : new Map(alone.map((measure) => [measure, answers]));
    for (const measure of measures) {
      if (isOfTwo(measure)) found.set(measure, await asking(input, () => compared(measure, files, input)));
      if (measure.kind === 'sql') found.set(measure, await asking(input, () => queried(measure, input)));
      if (measure.kind === 'command') found.set(measure, await asking(input, () => commanded(measure, files, input)));
    }
    return found;
  };

  const queried = async ({ query, timeout: timeoutMs }: SqlMeasure, { files: tables, signal }: MeasureInput) => ({
    count: await sandboxed({ query, tables, timeoutMs, signal }),
  });

  const commanded = async (measure: CommandMeasure, files: readonly string[], { reference, signal }: MeasureInput) => {
    if (command === undefined) throw new Unanswerable('no programs are run here');
    const columns = await engine.attach(files, (relation) => relation.columns(), signal);
    const before = measure.reference === undefined ? undefined : await reference(measure.reference);
    return { command: [...(await command({ measure, files, columns, reference: before, signal }))] };
  };

  const compared = async (measure: OfTwo, current: readonly string[], input: MeasureInput): Promise<Measurement> => {
    const digest = digestIn(measure);
    const reference = await (digest === undefined ? otherSource(measure, input) : input.reference(digest));
    if (reference === undefined) return { count: '0' };
    return engine.attachBoth(
      { reference, current },
      async ({ reference: before, ...both }) => {
        const known = digest === undefined ? before : rememberedRelation(before, digest, remembered);
        switch (measure.kind) {
          case 'drift':
            return { drift: await measureDrift(measure.method, { ...both, column: measure.column, reference: known }) };
          case 'groups':
            return { groups: await measureGroups(measure, both.current, known) };
          case 'orphans':
            return asMeasurement(await both.orphans(measure.columns, measure.to.columns));
        }
      },
      input.signal,
    );
  };

  return async (input) => {
    const sources = [...new Set(input.plan.map(({ source }) => source))];
    const bySource = await Promise.all(sources.map((source) => measureSource(source, input)));
    const answers = new Map(bySource.flatMap((answered) => [...answered]));
    return input.plan.map((measure) => answers.get(measure) ?? { error: 'the engine gave no answer' });
  };
}

type SqlMeasure = Extract<Measure, { kind: 'sql' }>;
type CommandMeasure = Extract<Measure, { kind: 'command' }>;
type OfTwo = Extract<Measure, { kind: 'drift' | 'groups' | 'orphans' }>;

/** Whether a measure is a query or a program of a user's. */
const isProgram = ({ kind }: Measure): boolean => kind === 'sql' || kind === 'command';

/** Whether a measure looks at two tables: a source beside its reference, or beside another source. */
const isOfTwo = (measure: Measure): measure is OfTwo =>
  measure.kind === 'drift' ||
  measure.kind === 'orphans' ||
  (measure.kind === 'groups' && typeof measure.expected === 'string');

function digestIn(measure: OfTwo): Digest | undefined {
  if (measure.kind === 'drift') return measure.reference;
  return measure.kind === 'groups' && typeof measure.expected === 'string' ? measure.expected : undefined;
}

/** The files of the other source; undefined where it has no data, whose rows are counted as none. */
function otherSource(measure: OfTwo, { files, unreadable }: MeasureInput): readonly string[] | undefined {
  if (measure.kind !== 'orphans') return undefined;
  const fault = unreadable?.get(measure.to.source);
  if (fault !== undefined) throw new Unanswerable(fault);
  return files.get(measure.to.source);
}

async function measureRelation(relation: Relation, measures: readonly Measure[], input: MeasureInput) {
  const answers = new Map<Measure, Measurement>();
  const counted = measures.filter(isCount);
  const counts = await relation.scan(counted);
  for (const [i, measure] of counted.entries()) answers.set(measure, asMeasurement(counts[i]));
  for (const measure of measures)
    if (!isCount(measure)) answers.set(measure, await asking(input, () => measureAlone(relation, measure)));
  return answers;
}

/** What takes a question of its own. */
async function measureAlone(relation: Relation, measure: Measure): Promise<Measurement> {
  switch (measure.kind) {
    case 'columns':
      return { columns: [...(await relation.columns())] };
    case 'repeats':
      return asMeasurement(await relation.repeats(measure.columns));
    case 'disorder':
      return asMeasurement(await relation.disorder(measure));
    case 'variety':
      return asMeasurement(await relation.variety(measure.column));
    case 'latest':
      return { latest: (await relation.latest(measure.column)) ?? null };
    case 'groups':
      return { groups: await measureGroups(measure, relation) };
    case 'outliers':
      return { spread: await measureOutliers(relation, measure.column, measure.z) };
    case 'total':
      return { total: await measureTotal(relation, measure.column) };
    case 'quantile':
      return { quantile: await measureQuantile(relation, measure.column, measure.q) };
    default:
      throw new TypeError(`${measure.kind} is no question about one table`);
  }
}

async function asking<T>({ onFault }: MeasureInput, ask: () => Promise<T>): Promise<T | { error: string }> {
  try {
    return await ask();
  } catch (fault) {
    if (!(fault instanceof Unanswerable)) throw fault;
    onFault?.(fault.cause instanceof Error ? lineOf(fault.cause) : fault.message);
    return { error: fault.message };
  }
}

const asMeasurement = (answer: Answer | undefined): Measurement =>
  answer === undefined ? { error: 'the engine gave no answer' } : 'value' in answer ? { count: answer.value } : answer;

/** Of no data there are no columns, and nothing to count: a check cannot tell. */
function withoutData(measure: Measure): Measurement {
  switch (measure.kind) {
    case 'columns':
      return { columns: [] };
    case 'drift':
      return { drift: { rows: 0, referenceRows: 0, nulls: 0, referenceNulls: 0 } };
    case 'groups':
      return { groups: { expected: 0, missing: 0, first: [] } };
    case 'outliers':
      return { spread: { values: 0, outliers: 0 } };
    case 'total':
      return { total: { values: '0', numerator: '0', denominator: '1' } };
    case 'quantile':
      return { quantile: { values: 0 } };
    case 'latest':
      return { latest: null };
    case 'command':
      return { command: [] };
    default:
      return { count: '0' };
  }
}
