import { defineCheck, type Measure, quantileOf, z } from 'tidegate/checks';

const quantile = (source: string, column: string, q: number): Measure => ({ kind: 'quantile', source, column, q });

/** The middle nine tenths of a column lie within so much of each other. */
const spread = defineCheck({
  name: 'spread',
  version: '1',
  options: z.strictObject({ column: z.string(), max: z.number().positive() }),
  measures: ({ column }, { source }) => [quantile(source, column, 0.05), quantile(source, column, 0.95)],
  find({ column, max }, answers, { source }) {
    const low = quantileOf(answers, quantile(source, column, 0.05)).value;
    const high = quantileOf(answers, quantile(source, column, 0.95)).value;
    if (low === undefined || high === undefined) return { verdict: 'inconclusive', column };
    const verdict = high - low > max ? 'fail' : 'pass';
    return { verdict, column, code: 'SPREAD_ABOVE_MAXIMUM', observed: { spread: high - low }, expected: { max } };
  },
});

export default [spread];
