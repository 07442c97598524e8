import type { Code } from '#contracts/codes.ts';
import { type Answer, type Count, type Relation, Unanswerable } from '../engine.ts';
import { isNumeric } from '../types.ts';

/** One side of a comparison: a column with how many values it has. */
export interface Sample {
  readonly relation: Relation;
  readonly column: string;
  readonly numeric: boolean;
  /** Values, which are not null. */
  readonly values: number;
  readonly nulls: number;
  readonly nan: number;
  readonly infinite: number;
}

/** What is counted of a column before anything else. */
export const sampleCounts = (column: string): Count[] => [
  { kind: 'rows' },
  { kind: 'nulls', column },
  { kind: 'nan', column },
  { kind: 'infinite', column },
];

/** @throws {@link Unanswerable} where there is no such column */
export async function sampleOf(relation: Relation, column: string): Promise<Sample> {
  const type = (await relation.columns()).find(({ name }) => name === column)?.type;
  if (type === undefined) throw new Unanswerable('COLUMN_MISSING' satisfies Code);
  const [rows = 0, nulls = 0, nan = 0, infinite = 0] = await countsOf(relation, sampleCounts(column));
  return { relation, column, numeric: isNumeric(type), values: rows - nulls, nulls, nan, infinite };
}

/** A column of numbers, none of which is NaN. */
export async function numbersOf(relation: Relation, column: string): Promise<Sample> {
  const sample = await sampleOf(relation, column);
  if (!sample.numeric) throw new Unanswerable('COLUMN_TYPE_MISMATCH' satisfies Code);
  if (sample.nan > 0) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return sample;
}

/** Counts that are all needed. */
export async function countsOf(relation: Relation, counts: readonly Count[]): Promise<number[]> {
  const answers = await relation.scan(counts);
  const fault = answers.find((answer): answer is Extract<Answer, { error: string }> => 'error' in answer);
  if (fault) throw new Unanswerable(fault.error);
  return answers.map((answer) => ('value' in answer ? Number(answer.value) : 0));
}
