import type { Assembled, Remediated } from '#activities/panes/port.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import type { StandingWaiver } from '#contracts/hold.ts';
import { subject } from '#contracts/ids/subjects.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { remediationDecision } from '#domain/decisions/remediation.ts';
import { blockingFindings, covers } from '#domain/gates/waiver.ts';
import { decide } from '../run/decision-log.ts';
import { recordVerdict } from '../run/verdict.ts';
import type { JudgedPane } from './judged.ts';
import type { WindowInput } from './state.ts';

// What a window run says in its decision log of its gate.

export const aboutOf = ({ partition, feed, window }: WindowInput) => ({ partition, feed, start: window.start });

/** What a round of the gate found; of the first one, the arrivals too that could not be read. */
export function recordRound(input: WindowInput, assembled: Assembled, report: GateReport, round: number): void {
  const at = { pane: input.pane, round };
  for (const { source, id, code } of round === 0 ? assembled.unreadable : []) {
    decide(arrivalDecision.draft({ about: { source, id }, outcome: 'unreadable', code, numbers: at }));
  }
  recordVerdict({
    gate: subject.window(aboutOf(input)),
    report,
    at,
    numbers: { rows: Object.values(assembled.rows).reduce((sum, n) => sum + n, 0), checks: report.findings.length },
    policy: { spec: input.spec, path: `gates.${input.feed}` },
    inputs: { snapshot: assembled.snapshot },
    evidence: { account: assembled.account },
  });
}

/** What was repaired and set aside in a round; a quarantine that stayed as it was is not told again. */
export function recordRemediation(
  input: WindowInput,
  { steps, quarantine, snapshot }: Remediated,
  before: { readonly round: number; readonly quarantine: Remediated['quarantine'] },
): void {
  const round = before.round > 1 ? before.round : undefined;
  for (const { remediation, source, column, ...counts } of steps) {
    decide(
      remediationDecision.draft({
        about: { ...aboutOf(input), source, remediation, column },
        outcome: 'applied',
        code: 'REMEDIATED',
        numbers: { pane: input.pane, round, ...counts },
        evidence: { snapshot },
      }),
    );
  }
  for (const { source, data, rows, codes } of quarantine) {
    if (before.quarantine.some((known) => known.source === source && known.data === data)) continue;
    decide(
      quarantineDecision.draft({
        about: { ...aboutOf(input), source },
        outcome: 'held',
        code: 'ROWS_QUARANTINED',
        numbers: { pane: input.pane, rows, codes },
        evidence: { quarantine: data },
      }),
    );
  }
}

type Waiver = Omit<StandingWaiver, 'until'> & { readonly until?: number; readonly by?: string };

/** One decision for each finding that blocks nothing: it fails by nothing but rows that were released, or a waiver covers it. */
export function recordWaived(
  input: WindowInput,
  { report, round }: Pick<JudgedPane, 'report' | 'round'>,
  { waivers, vouched = [] }: { readonly waivers: readonly Waiver[]; readonly vouched?: readonly Finding[] },
): void {
  for (const finding of blockingFindings(report)) {
    const why = vouched.includes(finding) ? byRulings(input, finding) : byWaiver(waivers, finding);
    if (!why) continue;
    const { numbers, evidence, actor } = why;
    decide(
      checkDecision.draft({
        about: { gate: subject.window(aboutOf(input)), check: finding.check, column: finding.column },
        outcome: 'waived',
        code: 'CHECK_WAIVED',
        numbers: { pane: input.pane, round, ...numbers },
        evidence: { report: report.digest, ...evidence },
        actor,
      }),
    );
  }
}

interface Waiving {
  readonly numbers: { readonly released?: number | undefined; readonly until?: number | undefined };
  readonly evidence: { readonly waiver?: Digest; readonly rulings?: Digest[] };
  readonly actor?: string | undefined;
}

const byRulings = ({ rulings = [] }: WindowInput, { affected }: Finding): Waiving => ({
  numbers: { released: affected },
  evidence: { rulings: [...rulings] },
});

function byWaiver(waivers: readonly Waiver[], finding: Finding): Waiving | undefined {
  const found = waivers.find(({ checks }) => checks.some((scope) => covers(scope, finding)));
  if (!found) return undefined;
  const { waiver, until, by } = found;
  return { numbers: { until }, evidence: { waiver }, actor: by };
}

/** The digests of waivers, for a decided pane. */
export const waiversIn = (waivers: readonly { readonly waiver: Digest }[]): { waivers?: Digest[] } =>
  waivers.length === 0 ? {} : { waivers: waivers.map(({ waiver }) => waiver) };
