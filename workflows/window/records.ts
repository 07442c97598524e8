import type { Assembled, Remediated } from '#activities/panes/port.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import type { StandingWaiver } from '#contracts/hold.ts';
import { gateCode } from '#domain/gates/report.ts';
import { blockingFindings, covers } from '#domain/gates/waiver.ts';
import { decide } from '../decision-log.ts';
import type { WindowInput } from './state.ts';

// What a window run says in its decision log of its gate.

export const subjectOf = ({ partition, feed, window }: WindowInput) => `window/${partition}/${feed}/${window.start}`;

const subjectOfFinding = (input: WindowInput, { check, column }: Pick<Finding, 'check' | 'column'>): string =>
  `${subjectOf(input)}/${check}${column ? `/${column}` : ''}`;

export function recordVerdict(input: WindowInput, assembled: Assembled, report: GateReport, round: number): void {
  const rows = Object.values(assembled.rows).reduce((sum, n) => sum + n, 0);
  const at = { pane: input.pane, round };
  for (const { source, id, code } of round === 0 ? assembled.unreadable : []) {
    decide({ subject: `arrival/${source}/${id}`, kind: 'quarantine', outcome: 'unreadable', code, numbers: at });
  }
  for (const finding of report.findings) {
    const { verdict, code, affected } = finding;
    if (verdict === 'pass') continue;
    decide({
      subject: subjectOfFinding(input, finding),
      kind: 'gate',
      outcome: verdict,
      code: code ?? 'CHECK_ERROR',
      numbers: { ...at, ...(affected !== undefined && { affected }) },
      evidence: [report.digest],
    });
  }
  decide({
    subject: subjectOf(input),
    kind: 'gate',
    outcome: report.verdict,
    code: gateCode[report.verdict],
    numbers: { ...at, rows, checks: report.findings.length },
    policy: { spec: input.spec, path: `gates.${input.feed}` },
    inputs: [assembled.snapshot],
    evidence: [report.digest, assembled.account],
  });
}

/** What was repaired and set aside in a round; a quarantine that stayed as it was is not told again. */
export function recordRemediation(
  input: WindowInput,
  { steps, quarantine, snapshot }: Remediated,
  before: { readonly round: number; readonly quarantine: Remediated['quarantine'] },
): void {
  const round = before.round > 1 ? { round: before.round } : {};
  for (const { remediation, source, column, before: from, after, touched, nulled } of steps) {
    const counts = {
      before: from,
      after,
      ...(touched !== undefined && { touched }),
      ...(nulled !== undefined && { nulled }),
    };
    decide({
      subject: `${subjectOf(input)}/${source}/${remediation}${column === undefined ? '' : `/${column}`}`,
      kind: 'remediation',
      outcome: 'applied',
      code: 'REMEDIATED',
      numbers: { pane: input.pane, ...round, ...counts },
      evidence: [snapshot],
    });
  }
  for (const { source, data, rows, codes } of quarantine) {
    if (before.quarantine.some((known) => known.source === source && known.data === data)) continue;
    decide({
      subject: `${subjectOf(input)}/${source}`,
      kind: 'quarantine',
      outcome: 'held',
      code: 'ROWS_QUARANTINED',
      numbers: { pane: input.pane, rows, ...codes },
      evidence: [data],
    });
  }
}

/** One decision for each finding that blocks nothing, by which waiver. */
export function recordWaivers(
  input: WindowInput,
  report: GateReport,
  round: number,
  waivers: readonly (Omit<StandingWaiver, 'until'> & { readonly until?: number; readonly by?: string })[],
): void {
  for (const finding of blockingFindings(report)) {
    const found = waivers.find(({ checks }) => checks.some((scope) => covers(scope, finding)));
    if (!found) continue;
    const { waiver, until, by } = found;
    decide({
      subject: subjectOfFinding(input, finding),
      kind: 'gate',
      outcome: 'waived',
      code: 'CHECK_WAIVED',
      numbers: { pane: input.pane, round, ...(until !== undefined && { until }) },
      evidence: [report.digest, waiver],
      ...(by !== undefined && { actor: by }),
    });
  }
}

/** One decision for each finding that fails by nothing but rows that were released; its evidence are the rulings. */
export function recordReleased(
  input: WindowInput,
  report: GateReport,
  round: number,
  vouched: readonly Finding[],
): void {
  for (const finding of vouched) {
    decide({
      subject: subjectOfFinding(input, finding),
      kind: 'gate',
      outcome: 'waived',
      code: 'CHECK_WAIVED',
      numbers: { pane: input.pane, round, ...(finding.affected !== undefined && { released: finding.affected }) },
      evidence: [report.digest, ...(input.rulings ?? [])],
    });
  }
}

/** The digests of waivers, for a decided pane. */
export const waiversIn = (waivers: readonly { readonly waiver: Digest }[]): { waivers?: Digest[] } =>
  waivers.length === 0 ? {} : { waivers: waivers.map(({ waiver }) => waiver) };
