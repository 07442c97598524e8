import type { Digest } from '#contracts/digest.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { createRecent } from '../recent.ts';
import {
  currentDistribution,
  type Distribution,
  emptyLike,
  measurementOf,
  referenceDistribution,
} from './distribution.ts';
import { type Answer, type CheckEngine, type Count, type Relation, Unanswerable } from './engine.ts';

export interface MeasureInput {
  readonly plan: readonly Measure[];
  /** Parquet files by source; a source without is one without data. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Where the rows of a reference are; throws `Unanswerable` where there are none. */
  readonly reference: (digest: Digest) => Promise<string>;
  readonly signal?: AbortSignal | undefined;
}

/** Measures what a gate's plan asks; answers are in its order. References are measured once and remembered. */
export function createMeasurer(engine: CheckEngine): (input: MeasureInput) => Promise<Measurement[]> {
  const remembered = createRecent<Distribution>(200);

  const referenceOf = async (
    { reference: digest, column }: DistributionMeasure,
    input: MeasureInput,
  ): Promise<Distribution> => {
    const key = JSON.stringify([digest, column]);
    const known = remembered.get(key);
    if (known) return known;
    try {
      const path = await input.reference(digest);
      const found = await engine.attach([path], (relation) => referenceDistribution(relation, column), input.signal);
      remembered.set(key, found);
      return found;
    } catch (fault) {
      return errorOf(fault);
    }
  };

  const measureSource = async (source: string, input: MeasureInput): Promise<Map<Measure, Measurement>> => {
    const measures = input.plan.filter((measure) => measure.source === source);
    const references = new Map<Measure, Distribution>();
    for (const measure of measures)
      if (measure.kind === 'distribution') references.set(measure, await referenceOf(measure, input));
    const files = input.files.get(source);
    if (files === undefined) return new Map(measures.map((measure) => [measure, withoutData(measure, references)]));
    try {
      return await engine.attach(files, (relation) => measureRelation(relation, measures, references), input.signal);
    } catch (fault) {
      return new Map(measures.map((measure) => [measure, errorOf(fault)]));
    }
  };

  return async (input) => {
    const sources = [...new Set(input.plan.map(({ source }) => source))];
    const bySource = await Promise.all(sources.map((source) => measureSource(source, input)));
    const answers = new Map(bySource.flatMap((answered) => [...answered]));
    return input.plan.map((measure) => answers.get(measure) ?? { error: 'the engine gave no answer' });
  };
}

type DistributionMeasure = Extract<Measure, { kind: 'distribution' }>;
type References = ReadonlyMap<Measure, Distribution>;

const noReference: Distribution = { error: 'there is no reference' };

async function measureRelation(relation: Relation, measures: readonly Measure[], references: References) {
  const answers = new Map<Measure, Measurement>();
  const counted = measures.filter((measure) => isCount(measure));
  const counts = await relation.scan(counted);
  for (const [i, measure] of counted.entries()) answers.set(measure, asMeasurement(counts[i]));
  for (const measure of measures) {
    if (measure.kind === 'columns') answers.set(measure, { columns: [...(await relation.columns())] });
    if (measure.kind === 'repeats') answers.set(measure, asMeasurement(await relation.repeats(measure.columns)));
    if (measure.kind === 'distribution') {
      answers.set(measure, await distribution(relation, measure.column, references.get(measure) ?? noReference));
    }
  }
  return answers;
}

async function distribution(relation: Relation, column: string, reference: Distribution): Promise<Measurement> {
  try {
    return measurementOf(reference, await currentDistribution(relation, column, reference));
  } catch (fault) {
    return errorOf(fault);
  }
}

function errorOf(fault: unknown): { error: string } {
  if (fault instanceof Unanswerable) return { error: fault.message };
  throw fault;
}

const isCount = (measure: Measure): measure is Measure & Count =>
  measure.kind === 'rows' || measure.kind === 'nulls' || measure.kind === 'outside' || measure.kind === 'notIn';

const asMeasurement = (answer: Answer | undefined): Measurement =>
  answer === undefined ? { error: 'the engine gave no answer' } : 'value' in answer ? { count: answer.value } : answer;

/** Of no data there are no columns, and nothing to count: a check cannot tell. */
function withoutData(measure: Measure, references: References): Measurement {
  if (measure.kind === 'columns') return { columns: [] };
  if (measure.kind !== 'distribution') return { count: '0' };
  const reference = references.get(measure) ?? noReference;
  return measurementOf(reference, emptyLike(reference));
}
