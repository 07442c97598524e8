import { beforeEach, expect, test, vi } from 'vitest';
import type { Choice } from '#contracts/decision.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import { digestOf } from '#domain/digest.ts';
import { windowInput } from '#test/support/stand-ins/panes.ts';
import { recordWaived } from '#workflows/window/records.ts';

const decided: Choice[] = [];
vi.mock('#workflows/run/decision-log.ts', () => ({ decide: (choice: Choice) => decided.push(choice) }));
beforeEach(() => void decided.splice(0));

const finding = (check: string): Finding => ({
  check,
  source: 'flights',
  verdict: 'fail',
  code: 'VALUE_OUT_OF_RANGE',
  severity: 'error',
  observed: {},
  expected: {},
  affected: 3,
});
const [released, waived, open] = [finding('range'), finding('set'), finding('unique')];
const report: GateReport = {
  gate: 'data',
  verdict: 'fail',
  findings: [released, waived, open],
  digest: digestOf('report'),
};
const ruling = digestOf('ruling');
const waiver = { waiver: digestOf('waiver'), checks: [{ check: 'range' }, { check: 'set' }], until: 9_000 };

test('a finding that a ruling vouches for and a waiver covers is told once, by the ruling', () => {
  const input = { ...windowInput('waived'), rulings: [ruling] };
  recordWaived(input, { report, round: 1 }, { waivers: [waiver], vouched: [released] });
  expect(decided).toMatchObject([
    {
      subject: 'window/all/data/0/range',
      kind: 'check',
      code: 'CHECK_WAIVED',
      numbers: { pane: 0, round: 1, released: 3 },
      evidence: { report: report.digest, rulings: [ruling] },
    },
    {
      subject: 'window/all/data/0/set',
      code: 'CHECK_WAIVED',
      numbers: { pane: 0, round: 1, until: 9_000 },
      evidence: { report: report.digest, waiver: waiver.waiver },
    },
  ]);
});
