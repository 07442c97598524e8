import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { linesOfReport } from '#client/cli/commands/check/text.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import { digestOf } from '#domain/digest.ts';

const pass: Finding = {
  check: 'rowCount',
  verdict: 'pass',
  code: 'CHECK_PASSED',
  severity: 'error',
  observed: { rows: 959, share: 1 / 3 },
  expected: { min: 600 },
};
const report = (...findings: Finding[]): GateReport => ({
  gate: 'flights',
  verdict: 'fail',
  findings,
  digest: digestOf('report'),
});
const plain = (findings: readonly Finding[], columns: readonly string[] = [], faults: readonly string[] = []) =>
  linesOfReport(report(...findings), { rows: 959, columns, faults }).map(stripVTControlCharacters);

test('what passed is one line, what did not says what it saw and what to do', () => {
  const failed: Finding = {
    ...pass,
    check: 'set',
    column: 'carrier',
    verdict: 'fail',
    code: 'VALUE_NOT_IN_SET',
    affected: 3,
  };
  const lines = plain([pass, failed, { ...failed, severity: 'warn' }]);
  expect(lines[0]).toBe('pass          rowCount  rows 959, share 0.333333 (expected min 600)');
  expect(lines[1]).toBe('fail          set carrier  VALUE_NOT_IN_SET');
  expect(lines.slice(2, 5).join(' ')).toMatch(/rows 959, .* 3 rows affected +→ Add the new value/);
  expect(lines.some((line) => line.endsWith('VALUE_NOT_IN_SET  (warning)'))).toBe(true);
  expect(lines.at(-2)).toBe('fail: gate flights, 959 rows');
});

test('a column that is not there is told with the one that was meant, and its code once', () => {
  const error = { error: 'COLUMN_MISSING' };
  const missing: Finding = {
    ...pass,
    column: 'distnce',
    verdict: 'error',
    code: 'COLUMN_MISSING',
    observed: error,
    expected: {},
  };
  const text = plain([missing], ['distance', 'origin']).join('\n');
  expect(text).toContain('Did you mean `distance`?');
  expect(text.match(/COLUMN_MISSING/g)).toHaveLength(1);
  expect(plain([missing], ['day', 'origin']).join('\n')).toContain('→ Correct its name');
});

test('no line is wider than a terminal, but for a digest or a word that is', () => {
  const values = Array.from({ length: 40 }, (_, i) => `value-${i}`).join(' ');
  const wide: Finding = {
    ...pass,
    column: 'x'.repeat(30),
    observed: { values },
    verdict: 'fail',
    code: 'VALUE_NOT_IN_SET',
  };
  const lines = plain([wide, { ...wide, verdict: 'pass' }], [], [values]);
  expect(lines.filter((line) => line.length > 80 && !line.startsWith('digest'))).toEqual([]);
});
