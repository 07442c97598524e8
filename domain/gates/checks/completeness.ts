import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { formatDuration } from '#contracts/time.ts';
import type { GateContext } from '../context.ts';
import { countOf, groupedOf } from './answers.ts';
import { type Contradiction, type KindOf, type Resolved, repeatedName } from './kind.ts';
import { exceeds, failed, inconclusive, passed } from './verdicts.ts';

type Options = Resolved<OptionsOf<'completeness'>>;

const rowsOf = ({ source }: Options): Measure => ({ kind: 'rows', source });

function groupsOf({ source, by, expected, every, at }: Options, context: GateContext): Measure | undefined {
  const groups = expected?.map((group) => [...group]) ?? context.references?.[source];
  if (groups === undefined) return undefined;
  const { window } = context;
  const spans = every !== undefined && at !== undefined && { at, every, ...(window && { within: { ...window } }) };
  return { kind: 'groups', source, by: [...by], expected: groups, ...(spans && { spans }) };
}

/**
 * Of the expected groups — those listed, or those of the reference — enough have a row; with `every`, in each span of time
 * between the bounds of the window, or without a window between the first and the last row. Nulls are in no group.
 */
export const completeness: KindOf<'completeness'> = {
  measures(options, context) {
    const groups = groupsOf(options, context);
    return groups ? [rowsOf(options), groups] : [rowsOf(options)];
  },

  find(options, answers, context) {
    const rows = countOf(answers, rowsOf(options));
    const { by, every, at, min } = options;
    const expected = {
      by: [...by],
      min,
      ...(every !== undefined && at !== undefined && { every: formatDuration(every), at }),
    };
    const groups = groupsOf(options, context);
    if (!groups) return inconclusive('REFERENCE_MISSING', { observed: { rows }, expected });
    if (rows === 0) return inconclusive('SAMPLE_TOO_SMALL', { observed: { rows }, expected });
    const { first, ...counted } = groupedOf(answers, groups);
    const observed = { rows, ...counted, ...(counted.missing > 0 && { first }) };
    if (counted.expected === 0) return inconclusive('SAMPLE_TOO_SMALL', { observed, expected });
    const share = (counted.expected - counted.missing) / counted.expected;
    const seen = { observed: { ...observed, share }, expected };
    return exceeds(min, share) ? failed('GROUPS_MISSING', seen) : passed(seen);
  },

  columns: ({ by, at }) => [
    ...by.map((column, i) => ({ at: ['by', i], column })),
    ...(at === undefined ? [] : [{ at: ['at'], column: at }]),
  ],

  contradiction({ by, expected = [], every, at }) {
    if ((every === undefined) !== (at === undefined))
      return {
        at: [],
        message: 'spans of time need a length and a column',
        observed: every === undefined ? 'only `at`' : 'only `every`',
        expected: '`every` with `at`',
      };
    const odd = expected.findIndex((group) => group.length !== by.length);
    return odd < 0 ? repeatedName(by, ['by']) : oddGroup(odd, expected[odd]?.length ?? 0, by.length);
  },
};

const oddGroup = (at: number, observed: number, expected: number): Contradiction => ({
  at: ['expected', at],
  message: 'a group of another length than `by`',
  observed: `${observed} values`,
  expected: `${expected}, one for each column`,
});
