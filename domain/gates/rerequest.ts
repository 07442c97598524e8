import type { DataGate } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import { type Outcome, roundsOf } from './outcome.ts';
import { isRerequest } from './remediation.ts';
import { blockingFindings } from './waiver.ts';

type Declared = Pick<DataGate, 'remediate'>;
type Found = Pick<GateReport, 'findings'>;

/** A source that is asked for rows again, and how long it has, in milliseconds of wall time. */
export interface Request {
  readonly source: string;
  readonly within: number;
}

/** Whom a gate may ask; the primary source where it names none. */
export function requestOf({ remediate }: Declared, primary: string): Request | undefined {
  const declared = remediate.find(isRerequest)?.rerequest;
  return declared && { source: declared.source ?? primary, within: declared.within };
}

/** What blocks a pane and is about rows of a source: a finding that names no source is about all of them. */
export const blockingOf = (report: Found, source: string): Finding[] =>
  blockingFindings(report).filter((finding) => finding.source === undefined || finding.source === source);

/** A pane that is not published by its gate. */
export interface Refused {
  readonly report: Found;
  readonly outcome: Pick<Outcome, 'next' | 'reason'>;
  /** How often earlier panes of the window had the source asked. */
  readonly requests: number;
}

/**
 * Whom a gate asks about a pane that is to be held or rejected: nobody, where nothing of what blocks it is about that source's
 * rows, or where the source was asked about the window as often as the gate's `rounds` say. Too much set aside is about all rows.
 */
export function requestFor(
  gate: Declared & Pick<DataGate, 'rounds'>,
  primary: string,
  { report, outcome, requests }: Refused,
): Request | undefined {
  const request = requestOf(gate, primary);
  const isRefused = outcome.next === 'hold' || outcome.next === 'reject';
  if (!request || !isRefused || requests >= roundsOf(gate)) return undefined;
  const isAbout = isTooMuchAside(outcome) || blockingOf(report, request.source).length > 0;
  return isAbout ? request : undefined;
}

/** Why a source is asked: by code, how many findings about its rows have it; too much set aside is a reason of its own. */
export function reasonsOf(
  report: Found,
  source: string,
  outcome: Pick<Outcome, 'reason'>,
): Partial<Record<Code, number>> {
  const reasons: Partial<Record<Code, number>> = isTooMuchAside(outcome) ? { [outcome.reason]: 1 } : {};
  for (const { code = 'CHECK_ERROR' } of blockingOf(report, source)) reasons[code] = (reasons[code] ?? 0) + 1;
  return reasons;
}

/** Quarantining too many rows blocks a pane without any finding: quarantined rows are no longer measured. */
const isTooMuchAside = ({ reason }: Pick<Outcome, 'reason'>): boolean => reason === 'QUARANTINE_ABOVE_TOLERANCE';
