import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import { windowNamed } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { present } from '#contracts/present.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import type { ReadOf } from '#domain/decisions/kind.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { remediationDecision } from '#domain/decisions/remediation.ts';
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
  readonly waiver?: Digest;
}

/** Everything that happened at the gate of a pane which did not simply pass. */
export interface TroubledPane extends PanePlace {
  readonly rounds: readonly GateRound[];
  readonly steps: readonly RemediationStep[];
  readonly quarantined: readonly QuarantinedRows[];
  readonly waived: readonly WaivedCheck[];
  readonly unreadable: readonly { readonly source: string; readonly code: string }[];
}

/** The results of a check, in order of panes. */
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

/** How many rows are shown, and how many of them at most for each combination of reasons. */
const inReport = { rows: 6, ofEachReason: 2 };

interface Extra {
  steps: RemediationStep[];
  quarantined: QuarantinedRows[];
  waived: WaivedCheck[];
  unreadable: { source: string; code: string }[];
}
const noExtra = (): Extra => ({ steps: [], quarantined: [], waived: [], unreadable: [] });

const keyOf = ({ partition, feed, start, pane }: PanePlace): string => JSON.stringify([partition, feed, start, pane]);

/** What the gates of data judged, from the decisions of windows' runs. */
export async function dataGatesOf(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<DataGates> {
  const found = new Found(artifacts);
  for (const { workflowId, decision } of log) {
    const run = placeOf(workflowId);
    if (run) await found.take(run, decision);
  }
  return found.gates();
}

class Found {
  readonly #rounds: GateRound[] = [];
  readonly #extras = new Map<string, Extra>();
  readonly #specs = new Map<string, Digest>();
  readonly #artifacts: ArtifactStore;

  constructor(artifacts: ArtifactStore) {
    this.#artifacts = artifacts;
  }

  gates(): DataGates {
    const rounds = this.#rounds;
    return { rounds, troubled: troubledOf(rounds, this.#extras), checks: historiesOf(rounds) };
  }

  async take(run: Omit<PanePlace, 'pane'>, decision: Decision): Promise<void> {
    const read =
      gateDecision.read(decision) ??
      checkDecision.read(decision) ??
      remediationDecision.read(decision) ??
      quarantineDecision.read(decision) ??
      arrivalDecision.read(decision);
    if (!read || !('numbers' in read) || !('pane' in read.numbers)) return;
    const place = { ...run, pane: read.numbers.pane ?? 0 };
    if (read.kind === 'gate') await this.#takeVerdict(place, read, decision.hash);
    else if (read.kind === 'check' && read.outcome === 'waived') this.#takeWaived(place, read);
    else if (read.kind === 'remediation') this.#takeRepair(place, read);
    else if (read.kind === 'quarantine' && read.outcome === 'held') await this.#takeQuarantine(place, read);
    else if (read.kind === 'arrival')
      this.#extraOf(place).unreadable.push({ source: announcedText(decision), code: read.code });
  }

  async #takeVerdict(place: PanePlace, read: ReadOf<typeof gateDecision>, hash: Digest): Promise<void> {
    const { numbers, outcome: verdict, code, policy, evidence } = read;
    const { round = 0, rows = 0 } = numbers;
    if (policy) this.#specs.set(keyOf(place), policy.spec);
    const report = await readReport(evidence.report, this.#artifacts);
    this.#rounds.push({ ...place, round, verdict, code, rows, report, hash });
  }

  #takeWaived(place: PanePlace, read: ReadOf<typeof checkDecision, 'waived'>): void {
    const { about, numbers, evidence, actor: by } = read;
    const what = [about.check, about.column].filter(Boolean).join('/');
    this.#extraOf(place).waived.push(present({ what, by, until: numbers.until, waiver: evidence.waiver }));
  }

  #takeRepair(place: PanePlace, { about, numbers }: ReadOf<typeof remediationDecision>): void {
    const { before, after, touched = 0, nulled = 0 } = numbers;
    const what = [about.source, about.remediation, about.column].filter(Boolean).join('/');
    this.#extraOf(place).steps.push({ what, before, after, touched, nulled });
  }

  /** A later round quarantines the rows of earlier rounds again, so it replaces them. */
  async #takeQuarantine(place: PanePlace, read: ReadOf<typeof quarantineDecision, 'held'>): Promise<void> {
    const { rows, codes } = read.numbers;
    const { source } = read.about;
    const extra = this.#extraOf(place);
    const masked = await maskedColumns(this.#artifacts, this.#specs.get(keyOf(place)), source);
    const sample = await sampleOf(read.evidence.quarantine, this.#artifacts, { ...inReport, masked });
    extra.quarantined = extra.quarantined.filter((other) => other.source !== source);
    extra.quarantined.push({ source, rows, codes, sample });
  }

  #extraOf(place: PanePlace): Extra {
    const extra = this.#extras.get(keyOf(place)) ?? noExtra();
    this.#extras.set(keyOf(place), extra);
    return extra;
  }
}

/** The window of a run. */
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
