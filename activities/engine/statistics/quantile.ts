import type { Code } from '#contracts/codes.ts';
import { linearQuantile, placesOf } from '#domain/statistics/quantile.ts';
import { numbersOf } from '../drift/sample.ts';
import { type Relation, Unanswerable } from '../engine.ts';

/** A linear quantile of a column's values as doubles; infinities count by their order, and are none themselves. */
export async function measureQuantile(relation: Relation, column: string, q: number) {
  const { values } = await numbersOf(relation, column);
  if (values === 0) return { values };
  const value = await quantileOver(relation, column, values, q);
  if (!Number.isFinite(value)) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return { values, value };
}

/** The linear quantile of a column of `values` numbers; with `from`, of their distances from it. */
export async function quantileOver(relation: Relation, column: string, values: number, q: number, from?: number) {
  const places = placesOf(values, [q]);
  const found = await relation.orderStatistics(column, values, places, from);
  return linearQuantile(values, q, new Map(places.map((place, i) => [place, Number(found[i])])));
}
