import type { Code } from '#contracts/codes.ts';
import { Unanswerable } from '../engine.ts';
import type { Bins } from './bins.ts';
import type { Sample } from './sample.ts';

/** A column with more levels than this, or with a longer level, is not a category. */
const mostLevels = 1_000;
const longestLevel = 200;

/** The levels of both sides, ascending by their UTF-8; a level that only one side has counts 0 on the other. */
export async function binsByLevel(reference: Sample, current: Sample): Promise<Bins> {
  const before = await levelsOf(reference);
  const now = await levelsOf(current);
  const edges = [...new Set([...before.keys(), ...now.keys()])].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const countsIn = (levels: ReadonlyMap<string, number>) => edges.map((level) => levels.get(level) ?? 0);
  return { numeric: false, edges, reference: countsIn(before), current: countsIn(now) };
}

async function levelsOf({ relation, column }: Sample): Promise<ReadonlyMap<string, number>> {
  const levels = await relation.levels(column, mostLevels + 1);
  if (levels.length > mostLevels || levels.some(({ value }) => value.length > longestLevel))
    throw new Unanswerable('TOO_MANY_LEVELS' satisfies Code);
  return new Map(levels.map(({ value, count }) => [value, Number(count)]));
}
