import type { Code } from '#contracts/codes.ts';
import type { Total } from '#contracts/measure.ts';
import { sumOfParts } from '#domain/statistics/exact-sum.ts';
import { numbersOf } from '../drift/sample.ts';
import { type Relation, Unanswerable } from '../engine.ts';

/** The exact sum of a column's values, all of which are finite. */
export async function measureTotal(relation: Relation, column: string): Promise<Total> {
  const { infinite } = await numbersOf(relation, column);
  if (infinite > 0) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  const { values, parts } = await relation.total(column);
  const { numerator, denominator } = sumOfParts(parts.map(({ sum, ...power }) => ({ ...power, sum: BigInt(sum) })));
  return { values, numerator: String(numerator), denominator: String(denominator) };
}
