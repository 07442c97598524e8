import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import type { GateContext } from '../context.ts';
import { findingsOf } from './answers.ts';
import type { Judgement, KindOf, Resolved } from './kind.ts';
import { ownVerdict } from './own-verdict.ts';
import { erred, inconclusive } from './verdicts.ts';

type Options = OptionsOf<'custom'>;

const expectedOf = ({ check, options, pinned: [module] }: Options): Judgement['expected'] => ({
  check,
  ...(module && { code: module.digest }),
  options,
});

function foundBy(
  { source, check, options, timeout, pinned: [module] }: Resolved<Options>,
  { references, previousRows }: GateContext,
): Measure | undefined {
  if (!module) return undefined;
  const reference = references?.[source];
  return {
    kind: 'custom',
    source,
    check,
    module: module.digest,
    options,
    timeout,
    ...(reference !== undefined && { reference }),
    previousRows: previousRows?.[source] ?? [],
  };
}

/** A check that a module registers. It runs where programs run, not where is judged: its finding is an answer like any other. */
export const custom: KindOf<'custom'> = {
  measures(options, context) {
    const measure = foundBy(options, context);
    return measure ? [measure] : [];
  },

  find(options, answers, context) {
    const expected = expectedOf(options);
    const measure = foundBy(options, context);
    if (!measure) return erred('CUSTOM_CHECK_UNKNOWN', expected);
    const [found] = findingsOf(answers, measure);
    if (!found) return inconclusive('SAMPLE_TOO_SMALL', { observed: {}, expected });
    const { code, column, affected, ...own } = found;
    return {
      ...ownVerdict([own]),
      observed: { ...own.observed, ...(code !== undefined && { code }) },
      expected: { ...own.expected, ...expected },
      ...(column !== undefined && { column }),
      ...(affected !== undefined && { affected }),
    };
  },

  columns: () => [],

  expected: expectedOf,
};
