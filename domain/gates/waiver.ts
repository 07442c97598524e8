import type { Check, DataGate } from '#contracts/check.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import type { CheckScope, StandingWaiver } from '#contracts/hold.ts';
import { canonicalJson } from '../digest.ts';
import type { Outcome } from './outcome.ts';
import { repairsOf } from './remediation.ts';

/** The findings that keep a pane from being published: of severity `error`, and not passed. */
export const blockingFindings = ({ findings }: Pick<GateReport, 'findings'>): Finding[] =>
  findings.filter(({ severity, verdict }) => severity === 'error' && verdict !== 'pass');

/** The name of a finding in a waiver. */
export const scopeOf = ({ check, source, column }: Finding): CheckScope => ({
  check,
  ...(source !== undefined && { source }),
  ...(column !== undefined && { column }),
});

/** Whether a scope is about a finding: what it does not name, it does not ask about. */
export const covers = (scope: CheckScope, finding: Finding): boolean =>
  scope.check === finding.check &&
  (scope.source === undefined || scope.source === finding.source) &&
  (scope.column === undefined || scope.column === finding.column);

/** The blocking findings, each once, by name; undefined where the scope leaves one out. */
export function waivedBy(
  report: Pick<GateReport, 'findings'>,
  scope: readonly CheckScope[] | undefined,
): CheckScope[] | undefined {
  const blocking = blockingFindings(report);
  const isCovered = (finding: Finding) => scope === undefined || scope.some((one) => covers(one, finding));
  if (!blocking.every(isCovered)) return undefined;
  return [...new Map(blocking.map((finding) => [JSON.stringify(scopeOf(finding)), scopeOf(finding)])).values()];
}

/** Rows that break a check and are in because a person let them in, by check. */
export type ReleasedRows = readonly { readonly check: Check; readonly rows: number }[];

/** The findings that fail by nothing but rows that a person let in. */
export function vouchedFor(
  { checks }: Pick<DataGate, 'checks'>,
  { findings }: Pick<GateReport, 'findings'>,
  released: ReleasedRows,
): Finding[] {
  const rows = new Map(released.map((each) => [canonicalJson(each.check), each.rows]));
  return findings.filter((finding, i) => {
    const check = checks[i];
    const mine = check && rows.get(canonicalJson(check));
    return finding.verdict === 'fail' && mine !== undefined && finding.affected === mine;
  });
}

/** A pane that would not be published, and by what it is all the same. */
export interface Waived {
  readonly outcome: Outcome;
  readonly waivers: readonly StandingWaiver[];
  /** Findings that fail by nothing but released rows. */
  readonly vouched: readonly Finding[];
}

/**
 * Publishes what would be held where every finding that blocks it is covered by a waiver, or fails by nothing but released rows. A
 * pane with more rows set aside than the gate tolerates is held all the same: no finding says that, so no waiver is about it.
 */
export function waive(
  outcome: Outcome,
  report: Pick<GateReport, 'findings'>,
  standing: readonly StandingWaiver[],
  vouched: readonly Finding[] = [],
): Waived | undefined {
  const blocking = blockingFindings(report).filter((finding) => !vouched.includes(finding));
  const mayHelp =
    outcome.next === 'hold' ? outcome.reason !== 'QUARANTINE_ABOVE_TOLERANCE' : outcome.next === 'remediate';
  if (!mayHelp || (blocking.length === 0 && vouched.length === 0)) return undefined;
  // What repairs could mend is not waived yet.
  if (outcome.next === 'remediate' && blocking.length > 0) return undefined;
  const used = new Map<string, StandingWaiver>();
  for (const finding of blocking) {
    const found = standing.find(({ checks }) => checks.some((scope) => covers(scope, finding)));
    if (found === undefined) return undefined;
    used.set(found.waiver, found);
  }
  return {
    outcome: { next: 'publish', code: 'PANE_PUBLISHED', reason: 'CHECK_WAIVED' },
    waivers: [...used.values()],
    vouched,
  };
}

/** Whether anything is declared that a person could have run on a held pane. */
export const isRepairable = (gate: DataGate, rowChecks: readonly unknown[]): boolean =>
  repairsOf(gate).length > 0 || rowChecks.length > 0;
