import type { Assembled, Remediated } from '#activities/panes/port.ts';
import type { Check } from '#contracts/check.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { StandingWaiver } from '#contracts/hold.ts';
import type { Outcome } from '#domain/gates/outcome.ts';

/** A pane as it stands after a round of its gate; round 0 is as it came. */
export interface JudgedPane {
  readonly assembled: Assembled;
  readonly report: GateReport;
  readonly outcome: Outcome;
  /** The report is kept: the run does not end before. */
  readonly stored: Promise<unknown>;
  readonly round: number;
  /** By round: the checks whose offenders were set aside. */
  readonly asideBy: readonly (readonly Check[])[];
  /** What was set aside so far. */
  readonly quarantine: Remediated['quarantine'];
  /** The waivers by which it is published, and the rulings on rows that were released. */
  readonly waivers: readonly Pick<StandingWaiver, 'waiver'>[];
}
