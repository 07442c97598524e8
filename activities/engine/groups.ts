import type { Code } from '#contracts/codes.ts';
import type { Grouped, Measure } from '#contracts/measure.ts';
import { missingGroups, type Spans } from '#domain/gates/missing-groups.ts';
import { type EngineGroup, type Relation, type SpansOfTime, Unanswerable } from './engine.ts';
import { isDecimal, isFloat } from './types.ts';

type GroupsMeasure = Extract<Measure, { kind: 'groups' }>;

/** The most groups, or pairs of group and span, that are distinguished in memory. */
const mostGroups = 200_000;
/** The largest distance from 1970, in milliseconds, of an instant that JavaScript can write as a date. */
const farthest = 8.64e15;

/** Which of the expected groups have rows; those of a reference are its groups, without regard to time. */
export async function measureGroups(measure: GroupsMeasure, current: Relation, reference?: Relation): Promise<Grouped> {
  const { by, spans } = measure;
  const within = spans && { at: spans.at, every: spans.every, start: spans.within?.start ?? 0 };
  const present = await groupsIn(current, by, within);
  const expected = reference ? (await groupsIn(reference, by)).map(({ values }) => values) : listed(measure.expected);
  const numbered = spans && within && numberedSpans(within, spans.within?.end, present);
  const wanted = expected.length * (numbered ? numbered.last - numbered.first + 1 : 1);
  if (wanted > mostGroups) throw new Unanswerable('TOO_MANY_GROUPS' satisfies Code);
  return missingGroups(expected, present, numbered);
}

const listed = (expected: GroupsMeasure['expected']): string[][] =>
  typeof expected === 'string' ? [] : expected.map((values) => values.map(String));

/** From the first to the last span of the window, or without one of the rows. */
function numberedSpans({ start, every }: SpansOfTime, end: number | undefined, present: readonly EngineGroup[]): Spans {
  const ends =
    end === undefined
      ? present.reduce<readonly [number, number]>(
          ([first, last], { span = 0 }) => [Math.min(first, span), Math.max(last, span)],
          [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
        )
      : ([0, Math.ceil((end - start) / every) - 1] as const);
  const [first, last] = ends[0] <= ends[1] ? ends : [0, -1];
  if ([first, last].some((span) => Math.abs(start + span * every) > farthest))
    throw new Unanswerable('VALUES_NOT_FINITE' satisfies Code);
  return { first, last, start, every };
}

async function groupsIn(relation: Relation, by: readonly string[], spans?: SpansOfTime): Promise<EngineGroup[]> {
  const found = await relation.groups(by, mostGroups + 1, spans);
  if (found.length > mostGroups) throw new Unanswerable('TOO_MANY_GROUPS' satisfies Code);
  const types = new Map((await relation.columns()).map(({ name, type }) => [name, type]));
  const isReal = by.map((name) => isFloat(types.get(name) ?? '') || isDecimal(types.get(name) ?? ''));
  // A gate that names 5 means 5.0 and 5.00 too.
  return found.map(({ values, span }) => ({
    values: values.map((text, i) => (isReal[i] ? String(Number(text)) : text)),
    span,
  }));
}
