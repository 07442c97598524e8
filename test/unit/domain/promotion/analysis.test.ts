import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PairedDifference } from '#contracts/evaluation.ts';
import { type AnalysisPolicy, analyseStage, type Look, waiting } from '#domain/promotion/analysis.ts';

const policy: AnalysisPolicy = { margin: 0.02, alpha: 0.05, looks: 10, minLabels: 200, maxMissing: 0.1 };
const harmless: PairedDifference = { rows: 500, mean: 0.01, error: 0.01 };
const harm: PairedDifference = { rows: 500, mean: 0.2, error: 0.01 };
const look = (more: Partial<Look>): Look => ({ difference: harmless, missing: 0, look: 1, complete: false, ...more });

const told = (more: Partial<Look>) => {
  const { verdict, code, looked } = analyseStage(look(more), policy);
  return [verdict, code, looked];
};

describe('a look at a stage', () => {
  const few = { ...harm, rows: 199 };
  test.each<[string, Partial<Look>, [string, string, boolean]]>([
    ['passes a complete stage without shown harm', { complete: true }, ['pass', 'STAGE_PASSED', true]],
    ['waits for an incomplete one', {}, ['inconclusive', 'STAGE_WAITING', true]],
    ['fails one whose harm is shown', { difference: harm }, ['fail', 'GUARDRAIL_BREACHED', true]],
    ['fails a complete one too', { difference: harm, complete: true }, ['fail', 'GUARDRAIL_BREACHED', true]],
    ['is not taken with too few labels', { difference: few, complete: true }, ['inconclusive', 'STAGE_WAITING', false]],
    ['is not taken with too many missing', { missing: 56, complete: true }, ['inconclusive', 'STAGE_WAITING', false]],
    [
      'is taken with as many missing as allowed',
      { difference: { ...harmless, rows: 450 }, missing: 50, complete: true },
      ['pass', 'STAGE_PASSED', true],
    ],
    ['is the last of those declared', { look: 10 }, ['inconclusive', 'STAGE_INCONCLUSIVE', true]],
    ['may pass as the last', { look: 10, complete: true }, ['pass', 'STAGE_PASSED', true]],
    ['may fail as the last', { look: 10, difference: harm }, ['fail', 'GUARDRAIL_BREACHED', true]],
    [
      'beyond those declared concludes nothing',
      { look: 11, difference: harm, complete: true },
      ['inconclusive', 'STAGE_INCONCLUSIVE', false],
    ],
    [
      'of nothing waits',
      { difference: { rows: 0, mean: 0, error: 0 }, complete: true },
      ['inconclusive', 'STAGE_WAITING', false],
    ],
  ])('%s', (_, more, expected) => expect(told(more)).toEqual(expected));

  test('says its numbers: a one-sided t bound at alpha / looks', () => {
    const { numbers } = analyseStage(look({ missing: 10 }), policy);
    expect(numbers).toMatchObject({ look: 1, looks: 10, labelled: 500, missing: 10, mean: 0.01, margin: 0.02 });
    expect(numbers.missingShare).toBeCloseTo(10 / 510, 12);
    expect(numbers.lower).toBeCloseTo(0.01 - 2.585717683111754 * 0.01, 9);
    expect(numbers.upper).toBeCloseTo(0.01 + 2.585717683111754 * 0.01, 9);
  });

  test('has only finite numbers, whatever it looks at', () => {
    const size = fc.double({ min: 0, max: 1e6, noNaN: true });
    const difference = fc.record({
      rows: fc.nat(1e6),
      mean: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      error: size,
    });
    const any = fc.record({
      difference,
      missing: fc.nat(1e6),
      look: fc.integer({ min: 1, max: 12 }),
      complete: fc.boolean(),
    });
    fc.assert(fc.property(any, (one) => Object.values(analyseStage(one, policy).numbers).every(Number.isFinite)));
  });

  test('that is not due yet spends nothing', () => {
    expect(waiting({ labelled: 7 })).toEqual({
      verdict: 'inconclusive',
      code: 'STAGE_WAITING',
      looked: false,
      numbers: { labelled: 7 },
    });
  });

  test('never passes or fails on less than it asks for', () => {
    const rows = fc.nat(199);
    fc.assert(
      fc.property(
        rows,
        fc.boolean(),
        (n, complete) => told({ difference: { ...harm, rows: n }, complete })[0] === 'inconclusive',
      ),
    );
  });
});

/** Mulberry32: the same numbers on every run. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whether any of ten looks at growing data, 200 rows more each time, raises the alarm. */
function alarms(draw: () => number, rules: AnalysisPolicy): boolean {
  let [rows, sum, squares] = [0, 0, 0];
  for (let n = 1; n <= 10; n++) {
    for (; rows < 200 * n; rows++) {
      const value = draw();
      sum += value;
      squares += value * value;
    }
    const variance = (squares - (sum * sum) / rows) / (rows - 1);
    const difference = { rows, mean: sum / rows, error: Math.sqrt(variance / rows) };
    if (analyseStage(look({ difference, look: n }), rules).verdict === 'fail') return true;
  }
  return false;
}

describe('ten looks at growing data', () => {
  const rules = { ...policy, margin: 0 };
  const random = uniform(42);
  const share = (draw: () => number, of = rules) =>
    Array.from({ length: 1_000 }, () => alarms(draw, of)).filter(Boolean).length / 1_000;
  const logit = () => Math.log(1 / random() - 1);
  const loss = (label: number, score: number) => Math.log1p(Math.exp(label === 1 ? -score : score));
  const paired = (worse: number) => () => {
    const truth = logit();
    const label = random() < 1 / (1 + Math.exp(-truth)) ? 1 : 0;
    return loss(label, truth + (0.5 + worse) * logit()) - loss(label, truth + 0.5 * logit());
  };

  test.each([
    ['log losses of two equal models', paired(0)],
    ['an even difference', () => random() - 0.5],
    ['a difference with rare great gains', () => 1 + Math.log(random())],
    ['a difference with rare great losses', () => -1 - Math.log(random())],
    ['a difference at the margin', () => random() - 0.5 + 0.1, { ...rules, margin: 0.1 }],
  ])('raise a false alarm no more often than alpha on %s', (_, draw, of = rules) => {
    expect(share(draw, of)).toBeLessThanOrEqual(rules.alpha);
  });

  test('see a model that got much worse', () => expect(share(paired(2))).toBeGreaterThan(0.95));
});
