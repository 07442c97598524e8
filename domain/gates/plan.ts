import type { DataGate } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { canonicalJson } from '../digest.ts';
import { boundCheck } from './checks/bound.ts';
import type { GateContext } from './context.ts';

/** Two measures are the same when their canonical JSON is. */
export const measureKey = (measure: Measure): string => canonicalJson(measure);

/** What a gate needs measured: each measure once, in the order of the checks that first ask for it. */
export function planOf(gate: Pick<DataGate, 'checks'>, context: GateContext): Measure[] {
  const wanted = gate.checks.flatMap((check) => boundCheck(check, context).measures());
  return [...new Map(wanted.map((measure) => [measureKey(measure), measure])).values()];
}
