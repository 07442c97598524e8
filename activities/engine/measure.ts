import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import type { RunCommand } from '../programs/command.ts';
import type { OpenCustom } from '../programs/custom.ts';
import { createRecent } from '../recent.ts';
import { asking, type Listener } from './asking.ts';
import { countOf, isCount } from './counts.ts';
import { answeringCustom } from './custom.ts';
import { measureDrift } from './drift/drift.ts';
import { type Answer, type CheckEngine, type Count, type Relation, Unanswerable } from './engine.ts';
import { countsOf, foreseenOfDrift, type Sides } from './foreseen.ts';
import { measureGroups } from './groups.ts';
import { type Memory, rememberedRelation } from './remembered.ts';
import type { SandboxedSql } from './sandboxed-sql.ts';
import { asQuestion, forMeasures } from './scans.ts';
import { measureOutliers } from './statistics/outliers.ts';
import { measureQuantile } from './statistics/quantile.ts';
import { measureTotal } from './statistics/total.ts';

export interface MeasureInput extends Listener {
  readonly plan: readonly Measure[];
  /** Parquet files by source; a source without files has no data. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Sources whose files cannot be read, by the code that says why. */
  readonly unreadable?: ReadonlyMap<string, Code>;
  /** Where the rows of a reference are; throws `Unanswerable` where there are none. */
  readonly reference: (digest: Digest) => Promise<readonly string[]>;
  readonly signal?: AbortSignal | undefined;
}

/** What runs users' programs and checks. */
export interface Programs {
  readonly command: RunCommand;
  readonly custom: OpenCustom;
}

/**
 * Measures what a gate's plan asks; answers are in its order. What was asked of references is remembered.
 *
 * @param programs what runs programs and checks of users; where it is left out none is run, and none is answered
 */
export function createMeasurer(
  engine: CheckEngine,
  sandboxed: SandboxedSql,
  programs?: Programs,
): (input: MeasureInput) => Promise<Measurement[]> {
  const remembered = createRecent<unknown>(2_000);

  const measureSource = async (source: string, input: MeasureInput): Promise<Map<Measure, Measurement>> => {
    const measures = input.plan.filter((measure) => measure.source === source);
    const error = input.unreadable?.get(source);
    if (error !== undefined) return new Map(measures.map((measure) => [measure, { error }]));
    const files = input.files.get(source);
    if (files === undefined) return new Map(measures.map((measure) => [measure, withoutData(measure)]));
    const custom = measures.filter((measure) => measure.kind === 'custom');
    return answeringCustom(custom, input, programs?.custom, (asked) =>
      measureFiles(source, files, [...measures.filter((measure) => measure.kind !== 'custom'), ...asked], input),
    );
  };

  const measureFiles = async (
    source: string,
    files: readonly string[],
    measures: readonly Measure[],
    input: MeasureInput,
  ): Promise<Map<Measure, Measurement>> => {
    const alone = measures.filter((measure) => !isOfTwo(measure) && !isProgram(measure));
    const table = { source, files, answered: new Map<string, unknown>() };
    const foreseen = await foreseenOfDrift(measures, async (digest, foresee) =>
      besideReference(table, digest, input, foresee),
    );
    const answers = await asking(input, () =>
      engine.attach(
        files,
        (relation) => measureRelation(ofTable(relation, table), alone, foreseen, input),
        input.signal,
      ),
    );
    const found = answers instanceof Map ? answers : new Map(alone.map((measure) => [measure, answers]));
    for (const measure of measures) {
      const ask = (question: () => Promise<Measurement>) => forMeasures([measure], () => asking(input, question));
      if (isOfTwo(measure)) found.set(measure, await ask(() => compared(measure, table, input)));
      if (measure.kind === 'sql') found.set(measure, await ask(() => queried(measure, input)));
      if (measure.kind === 'command') found.set(measure, await ask(() => commanded(measure, files, input)));
    }
    return found;
  };

  const queried = ({ query, timeout: timeoutMs }: SqlMeasure, { files: tables, signal }: MeasureInput) =>
    asQuestion(
      { name: 'sql', tables: [...tables.keys()].filter((name) => query.includes(name)), columns: [] },
      async () => ({
        count: await sandboxed({ query, tables, timeoutMs, signal }),
      }),
    );

  const commanded = async (measure: CommandMeasure, files: readonly string[], { reference, signal }: MeasureInput) => {
    if (programs === undefined) throw new Unanswerable('no programs are run here');
    const columns = await engine.attach(files, (relation) => relation.columns(), signal);
    const before = measure.reference === undefined ? undefined : await reference(measure.reference);
    return { command: [...(await programs.command({ measure, files, columns, reference: before, signal }))] };
  };

  /** Attaches a table beside a reference, whose answers are remembered as those of the table are while the run lasts. */
  const besideReference = async <T>(
    table: Asked,
    digest: Digest,
    { reference, signal }: MeasureInput,
    work: (sides: Sides) => Promise<T>,
  ): Promise<T> =>
    engine.attachBoth(
      { reference: await reference(digest), current: table.files },
      (both) =>
        work({
          reference: rememberedRelation(both.reference, digest, remembered, 'reference'),
          current: ofTable(both.current, table),
          groupsOfBoth: (column, take) =>
            asQuestion({ name: 'values', tables: ['reference', table.source], columns: [column] }, () =>
              both.groupsOfBoth(column, take),
            ),
        }),
      signal,
    );

  const compared = async (measure: OfTwo, table: Asked, input: MeasureInput): Promise<Measurement> => {
    if (measure.kind === 'orphans') return besideOther(measure, table, input);
    if (measure.kind === 'drift')
      return besideReference(table, measure.reference, input, async (sides) => ({
        drift: await measureDrift(measure.method, { ...sides, column: measure.column }),
      }));
    return besideReference(table, measure.expected, input, async ({ current, reference }) => ({
      groups: await measureGroups(measure, current, reference),
    }));
  };

  const besideOther = async (measure: OrphansMeasure, table: Asked, input: MeasureInput): Promise<Measurement> => {
    const reference = otherSource(measure, input);
    if (reference === undefined) return { count: '0' };
    const tables = [table.source, measure.to.source];
    return engine.attachBoth(
      { reference, current: table.files },
      ({ orphans }) =>
        asQuestion({ name: 'orphans', tables, columns: measure.columns }, async () =>
          asMeasurement(await orphans(measure.columns, measure.to.columns)),
        ),
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
type OrphansMeasure = Extract<Measure, { kind: 'orphans' }>;
type OfTwo =
  | Extract<Measure, { kind: 'drift' }>
  | OrphansMeasure
  | (Extract<Measure, { kind: 'groups' }> & { readonly expected: Digest });

/** A table with what it was asked in this run. */
interface Asked {
  readonly source: string;
  readonly files: readonly string[];
  readonly answered: Memory;
}

const ofTable = (relation: Relation, { source, answered }: Asked): Relation =>
  rememberedRelation(relation, `source ${source}`, answered, source);

/** Whether a measure is a query or a program of a user's. */
const isProgram = ({ kind }: Measure): boolean => kind === 'sql' || kind === 'command';

/** Whether a measure looks at two tables: a source beside its reference, or beside another source. */
const isOfTwo = (measure: Measure): measure is OfTwo =>
  measure.kind === 'drift' ||
  measure.kind === 'orphans' ||
  (measure.kind === 'groups' && typeof measure.expected === 'string');

/** The files of the other source; undefined where it has no data, whose rows are counted as none. */
function otherSource(measure: OrphansMeasure, { files, unreadable }: MeasureInput): readonly string[] | undefined {
  const fault = unreadable?.get(measure.to.source);
  if (fault !== undefined) throw new Unanswerable(fault);
  return files.get(measure.to.source);
}

/** One pass makes all counts that are known in advance. Then each measure asks for what it needs, and finds the remembered answers. */
async function measureRelation(
  relation: Relation,
  measures: readonly Measure[],
  foreseen: readonly Count[],
  input: MeasureInput,
) {
  const answers = new Map<Measure, Measurement>();
  await relation.scan([...measures.flatMap(countsOf), ...foreseen]);
  for (const measure of measures) {
    const ask = () => asking(input, () => measureAlone(relation, measure));
    answers.set(measure, await forMeasures([measure], ask));
  }
  return answers;
}

async function measureAlone(relation: Relation, measure: Measure): Promise<Measurement> {
  if (isCount(measure)) return asMeasurement((await relation.scan([countOf(measure)]))[0]);
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

const asMeasurement = (answer: Answer | undefined): Measurement =>
  answer === undefined ? { error: 'the engine gave no answer' } : 'value' in answer ? { count: answer.value } : answer;

/** The answer if there are no data: there are no columns and nothing to count, so the check is inconclusive. */
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
    case 'custom':
      return { command: [] };
    default:
      return { count: '0' };
  }
}
