import type { Code } from '#contracts/codes.ts';
import type { Drifted } from '#contracts/measure.ts';
import { equalWidthEdges } from '#domain/statistics/jensen-shannon.ts';
import { linearQuantile, placesOf } from '#domain/statistics/quantile.ts';
import { type Count, type Relation, Unanswerable } from '../engine.ts';
import { countsOf, type Sample } from './sample.ts';

export type Bins = NonNullable<Drifted['bins']>;

const tenths = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);

/** How values are divided into bins: the bin of a value is the number of edges below it (or, with the other kind, of edges that it reaches). */
export interface Cut {
  readonly kind: 'above' | 'reaching';
  readonly edges: readonly number[];
}

/** Bins between the distinct deciles of the reference; a bin includes its upper edge. */
export async function cutByDecile({ relation, column, values }: Sample): Promise<Cut> {
  const places = placesOf(values, tenths);
  const found = await relation.orderStatistics(column, values, places);
  const statistics = new Map(places.map((place, i) => [place, Number(found[i])]));
  const edges = [...new Set(tenths.map((share) => linearQuantile(values, share, statistics)))];
  if (!edges.every(Number.isFinite)) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return { kind: 'above', edges };
}

/** Twenty bins of equal width over the range of both sides; a bin includes its lower edge, and the last one its upper edge too. */
export async function cutByWidth(column: string, ...sides: readonly Relation[]): Promise<Cut> {
  const extremes = await Promise.all(sides.map((relation) => relation.extremes(column)));
  const all = extremes.flatMap((pair) => (pair ?? []).map(Number));
  if (!all.every(Number.isFinite)) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return { kind: 'reaching', edges: equalWidthEdges(Math.min(...all), Math.max(...all)).slice(1, -1) };
}

export const countsOfCut = ({ kind, edges }: Cut, column: string): Count[] =>
  edges.map((edge): Count => ({ kind, column, edge }));

export async function binsByCut(cut: Cut, reference: Sample, current: Sample): Promise<Bins> {
  const counts = async ({ relation, column, values }: Sample): Promise<number[]> => {
    const reaching = [values, ...(await countsOf(relation, countsOfCut(cut, column)))];
    return reaching.map((count, i) => count - (reaching[i + 1] ?? 0));
  };
  return {
    numeric: true,
    edges: cut.edges.map(String),
    reference: await counts(reference),
    current: await counts(current),
  };
}
