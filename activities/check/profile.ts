import { LogicalType } from '#contracts/contract.ts';
import { fits } from '#domain/gates/checks/types.ts';
import type { ColumnProfile, TableProfile } from '#domain/gates/suggest/profile.ts';
import type { Count, EngineColumn, Relation } from '../engine/engine.ts';
import { isNumeric, isTemporal } from '../engine/types.ts';

/** So many values of a column of texts are looked at; below, all of them are. */
const mostLevels = 1_000;
/** Times are compared by pairs, whose number grows fast. */
const mostTimes = 6;

/** Looks at a table as far as proposals for its gate need it. */
export async function profileOf(relation: Relation): Promise<TableProfile> {
  const columns = await relation.columns();
  const [rows = 0] = await counted(relation, [{ kind: 'rows' }]);
  const profiled: ColumnProfile[] = [];
  for (const column of columns) profiled.push(await columnOf(relation, column));
  return { rows, columns: profiled, ordered: await orderedIn(relation, columns) };
}

/** An integer is a number too, so the narrower comes first. */
const narrowFirst = ['boolean', 'integer', 'number', 'date', 'timestamp', 'string'] as const;
const logicalType = (type: string): LogicalType | undefined =>
  narrowFirst.filter((logical) => LogicalType.options.includes(logical)).find((logical) => fits(type, logical));

async function columnOf(relation: Relation, { name, type }: EngineColumn): Promise<ColumnProfile> {
  const logical = logicalType(type);
  const [nulls = 0] = await counted(relation, [{ kind: 'nulls', column: name }]);
  const column = { name, type: logical, nulls };
  if (logical === 'string') {
    const levels = await relation.levels(name, mostLevels + 1);
    const values = { all: levels.length <= mostLevels, first: levels.slice(0, mostLevels).map(({ value }) => value) };
    return { ...column, values, repeats: await repeatsOf(relation, name) };
  }
  const extremes = isNumeric(type) ? await extremesOf(relation, name) : undefined;
  return {
    ...column,
    ...(extremes && { extremes }),
    ...(logical === 'integer' && { repeats: await repeatsOf(relation, name) }),
  };
}

async function repeatsOf(relation: Relation, name: string): Promise<number> {
  const answer = await relation.repeats([name]);
  return 'value' in answer ? Number(answer.value) : Number.NaN;
}

async function extremesOf(relation: Relation, column: string): Promise<readonly [number, number] | undefined> {
  const [nan = 0, infinite = 0] = await counted(relation, [
    { kind: 'nan', column },
    { kind: 'infinite', column },
  ]);
  const found = nan + infinite === 0 ? await relation.extremes(column) : undefined;
  return found && [Number(found[0]), Number(found[1])];
}

async function orderedIn(relation: Relation, columns: readonly EngineColumn[]): Promise<[string, string][]> {
  const times = columns.filter(({ type }) => isTemporal(type)).slice(0, mostTimes);
  const pairs = times.flatMap((left) =>
    times
      .filter((right) => right !== left && right.type === left.type)
      .map((right) => ({ left: left.name, right: right.name })),
  );
  const counts = await counted(
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

async function counted(relation: Relation, counts: readonly Count[]): Promise<number[]> {
  if (counts.length === 0) return [];
  const answers = await relation.scan(counts);
  return answers.map((answer) => ('value' in answer ? Number(answer.value) : Number.NaN));
}
