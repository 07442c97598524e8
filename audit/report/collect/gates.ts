import type { Digest } from '#contracts/digest.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import { windowSubjectNamed } from '#contracts/ids/subjects.ts';
import { windowNamed } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { numbersOfFinding, readReport } from '../../evidence.ts';
import type { LoggedDecision } from '../../log.ts';
import { maskedColumns } from '../../masked.ts';
import type { Past } from '../draw/past.ts';
import { announcedText, day } from '../format.ts';
import { type QuarantinedRows, sampleOf } from './quarantine.ts';

interface PanePlace {
  readonly partition: string;
  readonly feed: string;
  readonly start: number;
  readonly pane: number;
}

/** One judgement of a pane: round 0 as it came, round 1 after repairs. */
export interface GateRound extends PanePlace {
  readonly round: number;
  readonly verdict: string;
  readonly code: string;
  readonly rows: number;
  readonly report: GateReport | undefined;
  readonly hash: Digest;
}

export interface RemediationStep {
  readonly what: string;
  readonly before: number;
  readonly after: number;
  /** Rows whose values it changed, and of these the ones that lost a value. */
  readonly touched: number;
  readonly nulled: number;
}

/** A check that did not pass and blocked nothing, by a person's waiver. */
export interface WaivedCheck {
  readonly what: string;
  /** Who waived it; left out where the waiver was given for an earlier pane. */
  readonly by?: string;
  /** Wall time at which the waiver ends, where it covers later panes too. */
  readonly until?: number;
  readonly waiver: Digest | undefined;
}

/** Everything that happened at the gate of a pane which did not simply pass. */
export interface TroubledPane extends PanePlace {
  readonly rounds: readonly GateRound[];
  readonly steps: readonly RemediationStep[];
  readonly quarantined: readonly QuarantinedRows[];
  readonly waived: readonly WaivedCheck[];
  readonly unreadable: readonly { readonly source: string; readonly code: string }[];
}

/** What a check came to, pane by pane as they came. */
export interface CheckHistory {
  readonly name: string;
  readonly feed: string;
  readonly past: readonly Past[];
}

export interface DataGates {
  readonly rounds: readonly GateRound[];
  readonly troubled: readonly TroubledPane[];
  readonly checks: readonly CheckHistory[];
}

/** One row of each combination of reasons first. */
const inReport = { rows: 6, ofEachReason: 2 };

interface Extra {
  steps: RemediationStep[];
  quarantined: QuarantinedRows[];
  waived: WaivedCheck[];
  unreadable: { source: string; code: string }[];
}
const noExtra = (): Extra => ({ steps: [], quarantined: [], waived: [], unreadable: [] });

const keyOf = ({ partition, feed, start, pane }: PanePlace): string => JSON.stringify([partition, feed, start, pane]);

export async function dataGatesOf(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<DataGates> {
  const rounds: GateRound[] = [];
  const extras = new Map<string, Extra>();
  const specs = new Map<string, Digest>();
  for (const { workflowId, workflowType, decision } of log) {
    if (workflowType !== 'window') continue;
    const named = windowSubjectNamed(decision.subject);
    const place = named ?? placeOf(workflowId);
    const { numbers: n = {}, evidence = [], kind, outcome, code, hash, actor: by } = decision;
    if (!place) continue;
    const at = { partition: place.partition, feed: place.feed, start: place.start, pane: n.pane ?? 0 };
    const extra = extras.get(keyOf(at)) ?? noExtra();
    extras.set(keyOf(at), extra);
    const rest = named?.rest ?? '';
    if (kind === 'gate' && rest === '') {
      if (decision.policy) specs.set(keyOf(at), decision.policy.spec);
      rounds.push({
        ...at,
        round: n.round ?? 0,
        verdict: outcome,
        code,
        rows: n.rows ?? 0,
        report: await readReport(evidence[0], artifacts),
        hash,
      });
    } else if (code === 'CHECK_WAIVED')
      extra.waived.push({
        what: rest,
        ...(by !== undefined && { by }),
        ...(n.until !== undefined && { until: n.until }),
        waiver: evidence[1],
      });
    else if (kind === 'remediation') {
      const { before = 0, after = 0, touched = 0, nulled = 0 } = n;
      extra.steps.push({ what: rest, before, after, touched, nulled });
    } else if (kind === 'quarantine' && code === 'ROWS_QUARANTINED') {
      const { pane: _pane, rows = 0, ...codes } = n;
      // What a later round set aside holds what the earlier ones did.
      extra.quarantined = extra.quarantined.filter(({ source }) => source !== rest);
      const masked = await maskedColumns(artifacts, specs.get(keyOf(at)), rest);
      const sample = await sampleOf(evidence[0], artifacts, { ...inReport, masked });
      extra.quarantined.push({ source: rest, rows, codes, sample });
    } else if (kind === 'quarantine') extra.unreadable.push({ source: announcedText(decision), code });
  }
  return { rounds, troubled: troubledOf(rounds, extras), checks: historiesOf(rounds) };
}

/** The window of a run whose decision is about one of its arrivals. */
function placeOf(workflowId: string): Omit<PanePlace, 'pane'> | undefined {
  const named = windowNamed(workflowId);
  return named && { partition: named.partition, feed: named.feed, start: named.window.start };
}

function troubledOf(rounds: readonly GateRound[], extras: ReadonlyMap<string, Extra>): TroubledPane[] {
  const keys = new Map(rounds.map((round) => [keyOf(round), round]));
  return [...keys].flatMap(([key, { partition, feed, start, pane }]) => {
    const own = rounds.filter((round) => keyOf(round) === key);
    const extra = extras.get(key) ?? noExtra();
    const plain =
      own.every(({ verdict }) => verdict === 'pass') && extra.unreadable.length === 0 && extra.quarantined.length === 0;
    return plain ? [] : [{ partition, feed, start, pane, rounds: own, ...extra }];
  });
}

export const nameOfFinding = ({ check, source, column }: Finding): string =>
  [check, [source, column].filter(Boolean).join('.')].filter(Boolean).join(' · ');

/** Each check as panes came to its gate, before repairs. */
function historiesOf(rounds: readonly GateRound[]): CheckHistory[] {
  const histories = new Map<string, { name: string; feed: string; past: Past[] }>();
  for (const { partition, feed, start, pane, report, round } of rounds) {
    if (round > 0) continue;
    for (const finding of report?.findings ?? []) {
      const name = nameOfFinding(finding);
      const key = JSON.stringify([feed, name]);
      const history = histories.get(key) ?? { name, feed, past: [] };
      histories.set(key, history);
      const of = `${placeText({ partition, start })}, pane ${pane}`;
      history.past.push({ of, verdict: finding.verdict, seen: numbersOfFinding(finding) });
    }
  }
  return [...histories.values()];
}

/** The window of a pane, with its partition where there is more than one. */
export const placeText = ({ partition, start }: Pick<PanePlace, 'partition' | 'start'>): string =>
  partition === wholePartition ? day(start) : `${day(start)} ${partition}`;
