import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measurement } from '#contracts/measure.ts';
import { CommandOutput, OwnFinding } from '#contracts/own-finding.ts';
import { canonicalJson, digestOf, sha256 } from '#domain/digest.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { planOf } from '#domain/gates/plan.ts';
import { context, findingOf, gateOf } from '#test/support/data/gate-samples.ts';

const json = fc.dictionary(
  fc.string(),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value))),
  {
    noNullPrototype: true,
    maxKeys: 3,
  },
);
const own = fc.record(
  {
    verdict: fc.constantFrom('pass', 'fail', 'inconclusive' as const),
    code: fc.string({ minLength: 1, maxLength: 20 }),
    observed: json,
    affected: fc.nat(),
    column: fc.constantFrom('a', 'b'),
  },
  { requiredKeys: ['verdict'] },
);

describe('what programs and custom checks find', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(own, (finding) => {
        const read = OwnFinding.safeParse(JSON.parse(JSON.stringify(finding)));
        // A key that no object can have by JSON is no key here either.
        if (!canonicalJson(finding).includes('__proto__'))
          expect(canonicalJson(read.data)).toBe(canonicalJson(finding));
      }),
    );
  });

  test.each([
    ['no finding', { findings: [] }],
    ['an error', { findings: [{ verdict: 'error' }] }],
    ['a number that is none', { findings: [{ verdict: 'pass', observed: { x: Number.NaN } }] }],
    ['half a surrogate pair', { findings: [{ verdict: 'pass', observed: { '\ud800': 1 } }] }],
    ['a list in place of a record', { findings: [{ verdict: 'pass', observed: [1] }] }],
    ['a date', { findings: [{ verdict: 'pass', observed: { at: new Date(0) } }] }],
    ['another key', { findings: [{ verdict: 'pass', severity: 'warn' }] }],
  ])('is not %s', (_, output) => expect(CommandOutput.safeParse(output).success).toBe(false));
});

describe('command', () => {
  const pinned = [{ path: 'checks.py', digest: sha256('print()') }];
  const check = (more: object = {}) => {
    const gate = gateOf([{ command: { run: ['python', 'checks.py'], ...more } }]);
    const [first] = gate.checks;
    return first && 'command' in first ? { command: { ...first.command, pinned } } : undefined;
  };
  const told = (findings: readonly OwnFinding[]) =>
    findingOf({ command: { run: ['python', 'checks.py'] } }, [{ command: [...findings] }]);

  test('has the gravest verdict that the program found, whatever the order', () => {
    const gravity = ['pass', 'inconclusive', 'fail'];
    fc.assert(
      fc.property(fc.array(own, { minLength: 1, maxLength: 5 }), (findings) => {
        const { verdict } = told(findings);
        expect(gravity.indexOf(verdict)).toBe(Math.max(...findings.map((one) => gravity.indexOf(one.verdict))));
        expect(told(findings.toReversed()).verdict).toBe(verdict);
      }),
    );
  });

  test('counts and keeps them all, names their column where it is one, and the most rows that one affects', () => {
    const findings: OwnFinding[] = [
      { verdict: 'pass', column: 'a', affected: 2 },
      { verdict: 'fail', column: 'a', code: 'ODD', observed: { x: 1 }, expected: { x: 2 }, affected: 7 },
    ];
    expect(told(findings)).toMatchObject({
      verdict: 'fail',
      code: 'OWN_CHECK_FAILED',
      column: 'a',
      affected: 7,
      observed: { failed: 1, inconclusive: 0, passed: 1, findings },
    });
    expect(told([...findings, { verdict: 'inconclusive' }])).not.toHaveProperty('column');
    expect(told([{ verdict: 'pass' }])).not.toHaveProperty('affected');
  });

  test('says what each finding says, and no more', () => {
    const findings: OwnFinding[] = [
      { verdict: 'inconclusive' },
      { verdict: 'pass', column: 'a', code: 'ODD', observed: { x: 1 }, expected: { x: 2 }, affected: 7 },
    ];
    const declared = check({ name: 'odd' });
    const gate = { checks: declared ? [declared] : [] };
    expect(judgeGate('data', gate, context, [{ command: findings }]).findings).toStrictEqual([
      {
        check: 'command',
        source: 'flights',
        severity: 'error',
        verdict: 'inconclusive',
        code: 'OWN_CHECK_INCONCLUSIVE',
        observed: { failed: 0, inconclusive: 1, passed: 1, findings },
        expected: { name: 'odd', program: digestOf(pinned), run: ['python', 'checks.py'] },
        affected: 7,
      },
    ]);
  });

  test('cannot tell where its program was given no data, and so found nothing', () => {
    expect(told([])).toStrictEqual({
      check: 'command',
      source: 'flights',
      severity: 'error',
      verdict: 'inconclusive',
      code: 'SAMPLE_TOO_SMALL',
      observed: {},
      expected: { run: ['python', 'checks.py'] },
    });
  });

  test('asks for the program by the content of its files, over the reference and the window of the pane', () => {
    const declared = check({ timeout: '5s', memory: '1.5GiB' });
    const window = { start: 0, end: 1 };
    const reference = digestOf('reference');
    const gate = { checks: declared ? [declared] : [] };
    expect(planOf(gate, { ...context, window, references: { flights: reference } })).toEqual([
      {
        kind: 'command',
        source: 'flights',
        run: ['python', 'checks.py'],
        files: pinned,
        timeout: 5_000,
        memory: 1_610_612_736,
        reference,
        window,
      },
    ]);
    expect(planOf(gate, context)[0]).not.toHaveProperty('reference');
  });

  test.each([[{ count: '0' }], [{ columns: [] }], [{ error: 'COMMAND_FAILED' }]])('never passes on %j', (answer) => {
    expect(findingOf({ command: { run: ['x'] } }, [answer])).toMatchObject({
      verdict: 'error',
      expected: { run: ['x'] },
    });
  });
});

describe('custom', () => {
  const module = sha256('module');
  const expected = { check: 'few@1', code: module, options: { max: 3 } };
  const subject = { check: 'custom', source: 'flights', severity: 'error' };
  const [declared] = gateOf([{ custom: { check: 'few@1', options: { max: 3 }, timeout: '5s' } }]).checks;
  const pinned = [{ path: 'checks.ts', digest: module }];
  const checks = declared && 'custom' in declared ? [{ custom: { ...declared.custom, pinned } }] : [];
  const judged = (answer: Measurement) => judgeGate('data', { checks }, context, [answer]).findings[0];
  const found = (finding: OwnFinding) => judged({ command: [finding] });

  test('asks for what its module makes of its options, with what it may compare with', () => {
    const reference = digestOf('reference');
    const measure = {
      kind: 'custom',
      source: 'flights',
      check: 'few@1',
      module,
      options: { max: 3 },
      timeout: 5_000,
    };
    expect(planOf({ checks }, context)).toStrictEqual([{ ...measure, previousRows: [] }]);
    expect(
      planOf({ checks }, { ...context, references: { flights: reference }, previousRows: { flights: [5, 4] } }),
    ).toStrictEqual([{ ...measure, reference, previousRows: [5, 4] }]);
  });

  test('finds what its module says, and which code said so', () => {
    expect(
      found({ verdict: 'fail', code: 'MANY', observed: { rows: 4 }, expected: { x: 1 }, affected: 4, column: 'a' }),
    ).toStrictEqual({
      ...subject,
      verdict: 'fail',
      code: 'OWN_CHECK_FAILED',
      observed: { rows: 4, code: 'MANY' },
      expected: { x: 1, ...expected },
      column: 'a',
      affected: 4,
    });
    const passing = { ...subject, verdict: 'pass', code: 'CHECK_PASSED', observed: {}, expected };
    expect(found({ verdict: 'pass' })).toStrictEqual(passing);
    expect(found({ verdict: 'inconclusive' })).toMatchObject({ code: 'OWN_CHECK_INCONCLUSIVE' });
  });

  test('cannot be asked where nobody has read its module', () => {
    const finding = findingOf({ custom: { check: 'few@1', options: { max: 3 } } }, []);
    expect(finding).toMatchObject({ verdict: 'error', code: 'CUSTOM_CHECK_UNKNOWN' });
    expect(finding.expected).toStrictEqual({ check: 'few@1', options: { max: 3 } });
  });

  test('cannot tell where there are no data', () => {
    expect(judged({ command: [] })).toMatchObject({ verdict: 'inconclusive', code: 'SAMPLE_TOO_SMALL', expected });
  });

  test.each([[{ count: '0' }], [{ columns: [] }], [{ error: 'CUSTOM_CHECK_FAULTY' }]])(
    'never passes on %j',
    (answer) => {
      expect(judged(answer)).toMatchObject({ verdict: 'error', expected });
    },
  );
});
