import type { Check, DataGate } from '#contracts/check.ts';
import { declared } from './checks/bound.ts';

const isAboutRows = (check: Check): boolean => declared(check).offence('') !== undefined;

/** The checks whose offenders are set aside row by row: about rows, of severity `error`, in a gate that quarantines. */
export function rowChecks(gate: DataGate): Check[] {
  if (gate.onFail !== 'quarantine') return [];
  return gate.checks.filter((check) => isAboutRows(check) && declared(check).severity === 'error');
}
