import { describe, expect, test } from 'vitest';
import { TableGate } from '#contracts/check.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { judgeTable } from '#domain/gates/table-gate.ts';
import { context, counts } from '#test/support/data/gate-samples.ts';

const gateOf = (onInconclusive: 'pass' | 'reject') =>
  TableGate.parse({ onInconclusive, checks: [{ nullRate: { column: 'a', max: 0 } }] });

describe('a gate of a table', () => {
  test.each([
    ['that passes', 'reject', counts(5, 0), 'pass', true],
    ['that fails', 'pass', counts(5, 1), 'fail', false],
    ['that could not be asked', 'pass', [{ error: 'out of memory' }], 'error', false],
    ['that cannot tell, where that is enough,', 'pass', counts(0, 0), 'inconclusive', true],
    ['that cannot tell', 'reject', counts(0, 0), 'inconclusive', false],
  ] as const)('%s has work go on, or not', (_, onInconclusive, measurements, verdict, admits) => {
    const gate = gateOf(onInconclusive);
    const judged = judgeTable('features', { gate, context, measurements });
    expect(judged).toEqual({ report: judgeGate('features', gate, context, measurements), admits });
    expect(judged.report).toMatchObject({ gate: 'features', verdict });
  });
});
