import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CommandOutput, OwnFinding } from '#contracts/own-finding.ts';
import { canonicalJson, digestOf, sha256 } from '#domain/digest.ts';
import { countOf } from '#domain/gates/checks/answers.ts';
import { type CheckDefinition, type CustomContext, defineCheck } from '#domain/gates/custom-check.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { planOf } from '#domain/gates/plan.ts';
import { context, counts, findingOf, gateOf } from './samples.ts';

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
  const definition = {
    name: 'few',
    version: '1',
    options: z.strictObject({ max: z.number() }),
    measures: (_options, { source }) => [{ kind: 'rows', source }],
    find({ max }, answers, { source }) {
      const rows = countOf(answers, { kind: 'rows', source });
      return { verdict: rows > max ? 'fail' : 'pass', code: 'MANY', observed: { rows }, affected: rows };
    },
  } satisfies CheckDefinition<z.ZodType<{ max: number }>>;
  const code = sha256('module');
  /** The definition, parts of it replaced by what no type would allow. */
  const registered = (more: object = {}) => ({
    custom: new Map([['few@1', { check: defineCheck(Object.assign({ ...definition }, more)), code }]]),
  });
  const broken = (message: string) => () => {
    throw new Error(message);
  };
  const check = { custom: { check: 'few@1', options: { max: 3 } } };

  test('judges by its own code on what it wanted measured', () => {
    expect(findingOf(check, counts(4), registered())).toEqual({
      check: 'custom',
      source: 'flights',
      severity: 'error',
      verdict: 'fail',
      code: 'OWN_CHECK_FAILED',
      observed: { rows: 4, code: 'MANY' },
      expected: { check: 'few@1', code, options: { max: 3 } },
      affected: 4,
    });
    expect(findingOf(check, counts(3), registered())).toMatchObject({ verdict: 'pass', code: 'CHECK_PASSED' });
  });

  test('may say no more than a verdict, or which column it is about', () => {
    const found = (finding: OwnFinding) => findingOf(check, counts(4), registered({ find: () => finding }));
    const said = {
      check: 'custom',
      source: 'flights',
      severity: 'error',
      observed: {},
      expected: { check: 'few@1', code, options: { max: 3 } },
    };
    expect(found({ verdict: 'pass' })).toStrictEqual({ ...said, verdict: 'pass', code: 'CHECK_PASSED' });
    expect(found({ verdict: 'inconclusive', column: 'a', expected: { x: 1 } })).toStrictEqual({
      ...said,
      verdict: 'inconclusive',
      code: 'OWN_CHECK_INCONCLUSIVE',
      column: 'a',
      expected: { x: 1, ...said.expected },
    });
  });

  test('is told its source, what drift is measured against, and how many rows came before', () => {
    const seen: CustomContext[] = [];
    const asking = registered({
      measures: (_: unknown, about: CustomContext) => {
        seen.push(about);
        return [];
      },
      find: (_: unknown, __: unknown, about: CustomContext) => ({ verdict: 'pass', observed: { ...about } }),
    });
    const reference = digestOf('reference');
    const pane = { ...asking, references: { flights: reference }, previousRows: { flights: [5, 4], weather: [1] } };
    const about = { source: 'flights', reference, previousRows: [5, 4] };
    expect(findingOf(check, [], pane).observed).toStrictEqual(about);
    expect(findingOf(check, [], asking).observed).toStrictEqual({ source: 'flights', previousRows: [] });
    expect(seen).toContainEqual(about);
  });

  test('is faulty in one line of bounded length', () => {
    const text = `${'x'.repeat(400)}\nmore`;
    const { observed } = findingOf(check, counts(1), registered({ find: broken(text) }));
    expect(observed).toStrictEqual({ error: 'x'.repeat(300) });
  });

  test('cannot be asked where no module registers it', () => {
    const expected = { check: 'few@1', options: { max: 3 } };
    const finding = findingOf(check, []);
    expect(finding).toMatchObject({ verdict: 'error', code: 'CUSTOM_CHECK_UNKNOWN' });
    expect(finding.expected).toStrictEqual(expected);
    expect(findingOf(check, [], { custom: new Map() })).toStrictEqual(finding);
  });

  test('is an error with its name where the engine is', () => {
    expect(findingOf(check, [{ error: 'DATA_UNREADABLE' }], registered())).toMatchObject({
      verdict: 'error',
      code: 'DATA_UNREADABLE',
      expected: { check: 'few@1', code },
    });
  });

  test.each<[string, object, string]>([
    ['throws as it measures', { measures: broken('no measure') }, 'no measure'],
    ['throws as it judges', { find: broken('no finding\nat all') }, 'no finding'],
    ['measures what nothing measures', { measures: () => [{ kind: 'vibes', source: 'flights' }] }, '0.kind'],
    ['promises measures', { measures: async () => [] }, 'expected array'],
    ['reads what it did not ask for', { measures: () => [] }, 'read without asking'],
    ['promises a finding', { find: async () => ({ verdict: 'pass' }) }, 'verdict'],
    ['gives a verdict that is none', { find: () => ({ verdict: 'error' }) }, 'verdict'],
    ['gives what is no JSON', { find: () => ({ verdict: 'pass', observed: { x: 1n } }) }, 'observed.x'],
    ['has other options', { options: z.strictObject({ min: z.number() }) }, 'min'],
  ])('is an error that stays its own where it %s', (_, more, error) => {
    expect(findingOf(check, counts(1), registered(more))).toMatchObject({
      verdict: 'error',
      code: 'CUSTOM_CHECK_FAULTY',
      observed: { error: expect.stringContaining(error) },
      expected: { check: 'few@1', code },
    });
  });
});
