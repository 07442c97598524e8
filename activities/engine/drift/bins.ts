import type { Code } from '#contracts/codes.ts';
import type { Drifted } from '#contracts/measure.ts';
import { equalWidthEdges } from '#domain/statistics/jensen-shannon.ts';
import { linearQuantile, placesOf } from '#domain/statistics/quantile.ts';
import { type Count, Unanswerable } from '../engine.ts';
import { countsOf, type Sample } from './sample.ts';

export type Bins = NonNullable<Drifted['bins']>;

const tenths = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);

/** Both sides between the distinct deciles of the reference: a value's bin is the number of edges below it. */
export async function binsByDecile(reference: Sample, current: Sample): Promise<Bins> {
  const places = placesOf(reference.values, tenths);
  const found = await reference.relation.orderStatistics(reference.column, places);
  const statistics = new Map(places.map((place, i) => [place, Number(found[i])]));
  const edges = [...new Set(tenths.map((share) => linearQuantile(reference.values, share, statistics)))];
  return between(edges, 'above', reference, current);
}

/** Both sides in twenty bins of equal width over the range of both; a bin holds its lower edge, the last its upper one, too. */
export async function binsByWidth(reference: Sample, current: Sample): Promise<Bins> {
  const extremes = await Promise.all([reference, current].map(({ relation, column }) => relation.extremes(column)));
  const all = extremes.flatMap((pair) => (pair ?? []).map(Number));
  const edges = equalWidthEdges(Math.min(...all), Math.max(...all));
  return between(edges.slice(1, -1), 'reaching', reference, current);
}

async function between(
  edges: readonly number[],
  kind: 'above' | 'reaching',
  reference: Sample,
  current: Sample,
): Promise<Bins> {
  if (!edges.every(Number.isFinite)) throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  const counts = async ({ relation, column, values }: Sample): Promise<number[]> => {
    const beyond = await countsOf(
      relation,
      edges.map((edge): Count => ({ kind, column, edge })),
    );
    const reaching = [values, ...beyond];
    return reaching.map((count, i) => count - (reaching[i + 1] ?? 0));
  };
  return {
    numeric: true,
    edges: edges.map(String),
    reference: await counts(reference),
    current: await counts(current),
  };
}
