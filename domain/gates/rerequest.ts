import type { DataGate } from '#contracts/check.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { Outcome } from './outcome.ts';
import { isRerequest } from './remediation.ts';
import { blockingFindings } from './waiver.ts';

type Declared = Pick<DataGate, 'remediate'>;

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

/**
 * Whom a gate asks about a pane that is to be held; nobody, where nothing of what blocks it is about that source's rows. A
 * finding that names no source is about all of them, and so is too much set aside.
 */
export function requestFor(
  gate: Declared,
  primary: string,
  report: Pick<GateReport, 'findings'>,
  { next }: Pick<Outcome, 'next'>,
): Request | undefined {
  const request = next === 'hold' ? requestOf(gate, primary) : undefined;
  const blocking = blockingFindings(report);
  const isAbout = blocking.length === 0 || blocking.some(({ source = request?.source }) => source === request?.source);
  return isAbout ? request : undefined;
}
