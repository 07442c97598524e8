import type { DataGate } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import type { GateReport } from '#contracts/finding.ts';
import { declared } from './checks/bound.ts';
import { exceeds } from './checks/verdicts.ts';
import { mendsColumns, repairsOf } from './remediation.ts';
import { gateCode } from './report.ts';
import { rowChecks } from './row-checks.ts';

/** A pane that was judged, and what had been done to it before. */
export interface Handled {
  readonly gate: DataGate;
  readonly report: GateReport;
  /** Remediations so far. */
  readonly round: number;
  /** Rows by source, without those that were set aside. */
  readonly rows: Readonly<Record<string, number>>;
  /** Rows by source that were set aside. */
  readonly quarantined: Readonly<Record<string, number>>;
}

/** What happens with the pane; `code` is that of the pane's decision, `reason` says why. */
export interface Outcome {
  readonly next: 'publish' | 'remediate' | 'hold' | 'reject';
  readonly code: Code;
  readonly reason: Code;
}

const publish = (reason: Code): Outcome => ({ next: 'publish', code: 'PANE_PUBLISHED', reason });
const hold = (reason: Code): Outcome => ({ next: 'hold', code: 'PANE_HELD', reason });
const remediate = (reason: Code): Outcome => ({ next: 'remediate', code: reason, reason });
const reject = (reason: Code): Outcome => ({ next: 'reject', code: 'PANE_REJECTED', reason });

const defaultRounds = 1;

/** How often a gate has a window's rows mended at most: by its own repairs, and by asking their source again. */
export const roundsOf = ({ rounds }: Pick<DataGate, 'rounds'>): number => rounds ?? defaultRounds;

/**
 * What a gate's report leads to.
 *
 * A failed gate is remediated as often as its `rounds` say, if anything is declared that could help; what fails after that
 * waits for a person, or is refused where `onFail` says `reject`. Rows may be set aside up to `tolerate.rows` of each source. A
 * gate that ended in `error` is remediated too, where steps that change columns are declared and every error lies in a column;
 * otherwise it waits for a person, unless a check failed for certain and the spec rejects failures.
 */
export function outcomeOf(handled: Handled): Outcome {
  const { gate, report, round } = handled;
  const failed = gate.onFail === 'reject' ? reject : hold;
  if (aboveTolerance(handled)) return failed('QUARANTINE_ABOVE_TOLERANCE');
  const reason = gateCode[report.verdict];
  const mayRepair = round < roundsOf(gate);
  switch (report.verdict) {
    case 'pass':
      return publish(reasonToPublish(handled));
    case 'inconclusive':
      return { pass: publish, hold, reject }[gate.onInconclusive](reason);
    case 'error':
      if (mayRepair && isMendable(gate, report)) return remediate(reason);
      if (blockingFailures(report).length > 0) return failed(reason);
      return gate.onError === 'reject' ? reject(reason) : hold(reason);
    case 'fail':
      return mayRepair && isRemediable(gate, report) ? remediate(reason) : failed(reason);
  }
}

function aboveTolerance({ gate, rows, quarantined }: Handled): boolean {
  return Object.entries(quarantined).some(
    ([source, aside]) => aside > 0 && exceeds(aside / (aside + (rows[source] ?? 0)), gate.tolerate.rows),
  );
}

function reasonToPublish({ round, quarantined }: Handled): Code {
  if (Object.values(quarantined).some((aside) => aside > 0)) return 'ROWS_QUARANTINED';
  return round > 0 ? 'REMEDIATED' : 'GATE_PASSED';
}

const blockingFailures = ({ findings }: GateReport) =>
  findings.filter(({ severity, verdict }) => severity === 'error' && verdict === 'fail');

/** Errors of columns that are missing, of another type, or not finite: a check may be asked once they are mended. */
const ofColumns: ReadonlySet<Code | undefined> = new Set<Code>([
  'COLUMN_MISSING',
  'COLUMN_TYPE_MISMATCH',
  'VALUES_NOT_FINITE',
]);

const isMendable = (gate: DataGate, { findings }: GateReport): boolean =>
  mendsColumns(gate) &&
  findings
    .filter(({ severity, verdict }) => severity === 'error' && verdict === 'error')
    .every(({ code }) => ofColumns.has(code));

function isRemediable(gate: DataGate, report: GateReport): boolean {
  if (repairsOf(gate).length > 0) return true;
  const names: ReadonlySet<string> = new Set(rowChecks(gate).map((check) => declared(check).name));
  return blockingFailures(report).some(({ check }) => names.has(check));
}
