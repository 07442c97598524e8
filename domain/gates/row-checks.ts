import type { Check, DataGate } from '#contracts/check.ts';

/** The options of a check about single rows; undefined for one about the snapshot as a whole. */
function aboutRows(check: Check) {
  if ('nullRate' in check) return check.nullRate;
  if ('unique' in check) return check.unique;
  if ('range' in check) return check.range;
  if ('set' in check) return check.set;
  return undefined;
}

/** The checks whose offenders are set aside row by row: about rows, of severity `error`, in a gate that quarantines. */
export function rowChecks(gate: DataGate): Check[] {
  return gate.onFail === 'quarantine' ? gate.checks.filter((check) => aboutRows(check)?.severity === 'error') : [];
}
