import type { Code } from '#contracts/codes.ts';
import type { Measurement } from '#contracts/measure.ts';
import { edgesFrom, placesFor } from './deciles.ts';
import type { Answer, Count, Level, Relation } from './engine.ts';
import { isNumeric } from './types.ts';

/** Above this many levels, or this many characters of one, a column is no category. */
const mostLevels = 1_000;
const longestLevel = 200;

/** One side of a distribution: numeric by counts between edges, otherwise by level. */
export type Distribution =
  | { readonly numeric: true; readonly edges: readonly number[]; readonly counts: readonly string[] }
  | { readonly numeric: false; readonly levels: readonly Level[] }
  | { readonly error: string };

/** The reference's own distribution: its deciles are the edges that both sides are counted between. */
export async function referenceDistribution(relation: Relation, column: string): Promise<Distribution> {
  const type = (await relation.columns()).find(({ name }) => name === column)?.type;
  if (type === undefined) return { error: `the reference has no column ${JSON.stringify(column)}` };
  if (!isNumeric(type)) return levelsOf(relation, column);
  const counted = await counts(relation, [{ kind: 'rows' }, { kind: 'nulls', column }, { kind: 'nan', column }]);
  if ('error' in counted) return counted;
  const [rows = 0n, nulls = 0n, nan = 0n] = counted;
  if (nan > 0n) return { error: `${nan} values of the reference are not a number` };
  const n = Number(rows - nulls);
  if (n === 0) return { numeric: true, edges: [], counts: ['0'] };
  const places = placesFor(n);
  const statistics = await relation.orderStatistics(column, places);
  const edges = edgesFrom(n, new Map(places.map((place, i) => [place, Number(statistics[i])])));
  if (!edges.every(Number.isFinite)) return { error: 'the reference has no finite deciles' };
  return between(relation, column, edges);
}

/** The current side, counted as the reference was. */
export async function currentDistribution(
  relation: Relation,
  column: string,
  reference: Distribution,
): Promise<Distribution> {
  if ('error' in reference) return reference;
  const type = (await relation.columns()).find(({ name }) => name === column)?.type;
  if (type === undefined) return { error: 'COLUMN_MISSING' satisfies Code };
  if (isNumeric(type) !== reference.numeric) return { error: 'COLUMN_TYPE_MISMATCH' satisfies Code };
  return reference.numeric ? between(relation, column, reference.edges) : levelsOf(relation, column);
}

/** How many values fall between edges: a value's bin is the number of edges below it. */
async function between(relation: Relation, column: string, edges: readonly number[]): Promise<Distribution> {
  const above = edges.map((edge): Count => ({ kind: 'above', column, edge }));
  const counted = await counts(relation, [
    { kind: 'rows' },
    { kind: 'nulls', column },
    { kind: 'nan', column },
    ...above,
  ]);
  if ('error' in counted) return counted;
  const [rows = 0n, nulls = 0n, nan = 0n, ...beyond] = counted;
  if (nan > 0n) return { error: `${nan} values are not a number` };
  const reaching = [rows - nulls, ...beyond];
  const inBins = reaching.map((count, i) => String(count - (reaching[i + 1] ?? 0n)));
  return { numeric: true, edges, counts: inBins };
}

async function levelsOf(relation: Relation, column: string): Promise<Distribution> {
  const levels = await relation.levels(column, mostLevels + 1);
  if (levels.length > mostLevels)
    return { error: `column ${JSON.stringify(column)} has more than ${mostLevels} levels` };
  if (levels.some(({ value }) => value.length > longestLevel))
    return { error: `column ${JSON.stringify(column)} holds no categories, but texts` };
  return { numeric: false, levels };
}

async function counts(relation: Relation, asked: readonly Count[]): Promise<bigint[] | { error: string }> {
  const answers = await relation.scan(asked);
  const fault = answers.find((answer): answer is Extract<Answer, { error: string }> => 'error' in answer);
  return fault ?? answers.map((answer) => ('value' in answer ? BigInt(answer.value) : 0n));
}

/** Both sides as a gate reads them; levels that only one side has count nought on the other. */
export function measurementOf(reference: Distribution, current: Distribution): Measurement {
  if ('error' in reference) return { error: reference.error };
  if ('error' in current) return { error: current.error };
  if (reference.numeric && current.numeric) {
    const edges = reference.edges.map(String);
    return { numeric: true, edges, reference: [...reference.counts], current: [...current.counts] };
  }
  if (reference.numeric || current.numeric) return { error: 'the two sides are of different kinds' };
  const sides = [reference.levels, current.levels].map(
    (levels) => new Map(levels.map(({ value, count }) => [value, count])),
  );
  const edges = [...new Set(sides.flatMap((side) => [...side.keys()]))].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const [before, now] = sides.map((side) => edges.map((level) => side.get(level) ?? '0'));
  return { numeric: false, edges, reference: before ?? [], current: now ?? [] };
}

/** The current side of a source without any data. */
export const emptyLike = (reference: Distribution): Distribution => {
  if ('error' in reference) return reference;
  return reference.numeric ? { ...reference, counts: reference.counts.map(() => '0') } : { numeric: false, levels: [] };
};
