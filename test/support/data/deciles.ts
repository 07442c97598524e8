import { linearQuantile, placesOf } from '#domain/statistics/quantile.ts';

const tenths = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);

/** The distinct 0.1 … 0.9 quantiles of some finite numbers, ascending: the edges by which drift counts; none of no numbers. */
export function decileEdges(values: ArrayLike<number>): number[] {
  const ascending = Float64Array.from(values).sort();
  const n = ascending.length;
  if (n === 0) return [];
  const statistics = new Map(placesOf(n, tenths).map((place) => [place, ascending[place] ?? Number.NaN]));
  return [...new Set(tenths.map((share) => linearQuantile(n, share, statistics)))];
}
