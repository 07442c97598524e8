import type { Code } from '#contracts/codes.ts';
import type { Spread } from '#contracts/measure.ts';
import { robustDistance } from '#domain/statistics/robust-z.ts';
import { countsOf, numbersOf } from '../drift/sample.ts';
import { type Relation, Unanswerable } from '../engine.ts';
import { quantileOver } from './quantile.ts';

/** The median of a column, that of the distances from it, and how many values have a robust z-score above a limit. */
export async function measureOutliers(relation: Relation, column: string, z: number): Promise<Spread> {
  const { values } = await numbersOf(relation, column);
  if (values === 0) return { values, outliers: 0 };
  const median = finite(await quantileOver(relation, column, values, 0.5));
  const mad = finite(await quantileOver(relation, column, values, 0.5, median));
  const distance = robustDistance(mad, z);
  const [outliers = 0] = await countsOf(relation, [{ kind: 'beyond', column, from: median, distance }]);
  return { values, median, mad, outliers };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return value;
}
