import { DataGate } from '#contracts/check.ts';
import type { Finding, Verdict } from '#contracts/finding.ts';
import type { Measurement } from '#contracts/measure.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { judgeGate } from '#domain/gates/judge.ts';

/** A gate of these checks, as YAML would declare it. */
export const gateOf = (checks: readonly unknown[], more: Record<string, unknown> = {}): DataGate =>
  DataGate.parse({ onFail: 'quarantine', onInconclusive: 'hold', checks, ...more });

export const context: GateContext = {
  primary: 'flights',
  columns: {
    flights: [
      { name: 'flight_id', type: 'string', required: true, key: true },
      { name: 'distance', type: 'number', required: true, key: false },
      { name: 'scheduled_at', type: 'timestamp', required: true, key: false },
    ],
  },
};

/** The finding of a gate's only check. */
export function findingOf(
  check: unknown,
  measurements: readonly Measurement[],
  more: Partial<GateContext> = {},
): Finding {
  const [finding] = judgeGate('data', gateOf([check]), { ...context, ...more }, measurements).findings;
  if (!finding) throw new Error('no finding');
  return finding;
}

export const counts = (...numbers: readonly number[]): Measurement[] => numbers.map((n) => ({ count: String(n) }));

export const finding = (verdict: Verdict, more: Partial<Finding> = {}): Finding => ({
  check: 'range',
  source: 'flights',
  verdict,
  observed: {},
  expected: {},
  severity: 'error',
  ...more,
});
