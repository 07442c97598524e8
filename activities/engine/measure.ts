import type { Digest } from '#contracts/digest.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { faultText } from '../duckdb/faults.ts';
import { createRecent } from '../recent.ts';
import { isCount } from './counts.ts';
import { measureDrift } from './drift/drift.ts';
import { rememberedRelation } from './drift/remembered.ts';
import { type Answer, type CheckEngine, type Relation, Unanswerable } from './engine.ts';

export interface MeasureInput {
  readonly plan: readonly Measure[];
  /** Parquet files by source; a source without is one without data. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Where the rows of a reference are; throws `Unanswerable` where there are none. */
  readonly reference: (digest: Digest) => Promise<readonly string[]>;
  readonly signal?: AbortSignal | undefined;
  /** Hears in the engine's words why a question has no answer. */
  readonly onFault?: (text: string) => void;
}

/** Measures what a gate's plan asks; answers are in its order. What was asked of references is remembered. */
export function createMeasurer(engine: CheckEngine): (input: MeasureInput) => Promise<Measurement[]> {
  const remembered = createRecent<unknown>(2_000);

  const measureSource = async (source: string, input: MeasureInput): Promise<Map<Measure, Measurement>> => {
    const measures = input.plan.filter((measure) => measure.source === source);
    const files = input.files.get(source);
    if (files === undefined) return new Map(measures.map((measure) => [measure, withoutData(measure)]));
    const counted = measures.filter((measure) => measure.kind !== 'drift');
    const answers = await asking(input, () =>
      engine.attach(files, (relation) => measureRelation(relation, counted), input.signal),
    );
    const found = answers instanceof Map ? answers : new Map(counted.map((measure) => [measure, answers]));
    for (const measure of measures)
      if (measure.kind === 'drift') found.set(measure, await asking(input, () => drifted(measure, files, input)));
    return found;
  };

  const drifted = async (measure: DriftMeasure, current: readonly string[], input: MeasureInput) => {
    const { reference: digest, column, method } = measure;
    const reference = await input.reference(digest);
    return engine.attachBoth(
      { reference, current },
      async ({ reference: before, ...both }) => ({
        drift: await measureDrift(method, {
          ...both,
          column,
          reference: rememberedRelation(before, digest, remembered),
        }),
      }),
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

type DriftMeasure = Extract<Measure, { kind: 'drift' }>;

async function measureRelation(relation: Relation, measures: readonly Measure[]) {
  const answers = new Map<Measure, Measurement>();
  const counted = measures.filter(isCount);
  const counts = await relation.scan(counted);
  for (const [i, measure] of counted.entries()) answers.set(measure, asMeasurement(counts[i]));
  for (const measure of measures) {
    if (measure.kind === 'columns') answers.set(measure, { columns: [...(await relation.columns())] });
    if (measure.kind === 'repeats') answers.set(measure, asMeasurement(await relation.repeats(measure.columns)));
  }
  return answers;
}

async function asking<T>({ onFault }: MeasureInput, ask: () => Promise<T>): Promise<T | { error: string }> {
  try {
    return await ask();
  } catch (fault) {
    if (!(fault instanceof Unanswerable)) throw fault;
    onFault?.(fault.cause instanceof Error ? faultText(fault.cause) : fault.message);
    return { error: fault.message };
  }
}

const asMeasurement = (answer: Answer | undefined): Measurement =>
  answer === undefined ? { error: 'the engine gave no answer' } : 'value' in answer ? { count: answer.value } : answer;

/** Of no data there are no columns, and nothing to count: a check cannot tell. */
function withoutData(measure: Measure): Measurement {
  if (measure.kind === 'columns') return { columns: [] };
  if (measure.kind !== 'drift') return { count: '0' };
  return { drift: { rows: 0, referenceRows: 0, nulls: 0, referenceNulls: 0 } };
}
