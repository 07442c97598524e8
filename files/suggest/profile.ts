import { countsOf } from '#activities/engine/drift/sample.ts';
import type { Count, EngineColumn, Relation } from '#activities/engine/engine.ts';
import { isNumeric, isTemporal } from '#activities/engine/types.ts';
import { fits } from '#domain/gates/checks/types.ts';
import type { ColumnProfile, TableProfile } from '#domain/gates/suggest/profile.ts';

/** The most values of a text column that are looked at. */
const mostLevels = 1_000;
/** The most time columns that are compared. Each pair is compared, and the number of pairs grows fast. */
const mostTimes = 6;

/** Profiles a table for the proposals of its gate. Everything that can be counted is counted in one scan. */
export async function profileOf(relation: Relation): Promise<TableProfile> {
  const columns = await relation.columns();
  const wanted = columns.map(({ name: column, type }): Count[] => [
    { kind: 'nulls', column },
    ...(isNumeric(type)
      ? ([
          { kind: 'nan', column },
          { kind: 'infinite', column },
        ] as const)
      : []),
  ]);
  const [rows = 0, ...counts] = await countsOf(relation, [{ kind: 'rows' }, ...wanted.flat()]);
  const profiled: ColumnProfile[] = [];
  for (const [i, column] of columns.entries()) {
    const [nulls = 0, ...unbounded] = counts.splice(0, wanted[i]?.length);
    const bounded = isNumeric(column.type) && unbounded.every((count) => count === 0);
    profiled.push(await columnOf(relation, column, { nulls, bounded }));
  }
  return { rows, columns: profiled, ordered: await orderedIn(relation, columns) };
}

/** In order of preference. Every integer also fits `number`, so the narrower type comes first. */
const narrowFirst = ['boolean', 'integer', 'number', 'date', 'timestamp', 'string'] as const;

async function columnOf(
  relation: Relation,
  { name, type }: EngineColumn,
  { nulls, bounded }: { readonly nulls: number; readonly bounded: boolean },
): Promise<ColumnProfile> {
  const logical = narrowFirst.find((each) => fits(type, each));
  const column = { name, type: logical, nulls };
  if (logical === 'string') {
    const levels = await relation.levels(name, mostLevels + 1);
    const values = { all: levels.length <= mostLevels, first: levels.slice(0, mostLevels).map(({ value }) => value) };
    return { ...column, values, repeats: await repeatsOf(relation, name) };
  }
  const extremes = bounded ? await relation.extremes(name) : undefined;
  return {
    ...column,
    ...(extremes && { extremes: [Number(extremes[0]), Number(extremes[1])] as const }),
    ...(logical === 'integer' && { repeats: await repeatsOf(relation, name) }),
  };
}

async function repeatsOf(relation: Relation, name: string): Promise<number> {
  const answer = await relation.repeats([name]);
  return 'value' in answer ? Number(answer.value) : Number.NaN;
}

async function orderedIn(relation: Relation, columns: readonly EngineColumn[]): Promise<[string, string][]> {
  const times = columns.filter(({ type }) => isTemporal(type)).slice(0, mostTimes);
  const pairs = times.flatMap((left) =>
    times
      .filter((right) => right !== left && right.type === left.type)
      .map((right) => ({ left: left.name, right: right.name })),
  );
  const counts = await countsOf(
    relation,
    pairs.flatMap((pair): Count[] => [
      { kind: 'bothKnown', ...pair },
      { kind: 'disagreeing', ...pair, operator: '<=' },
    ]),
  );
  return pairs.flatMap(({ left, right }, i): [string, string][] =>
    (counts[2 * i] ?? 0) > 0 && counts[2 * i + 1] === 0 ? [[left, right]] : [],
  );
}
