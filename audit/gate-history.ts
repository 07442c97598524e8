import type { CodeName } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Finding, GateReport, Verdict } from '#contracts/finding.ts';
import { subjectNamed } from '#contracts/ids/subjects.ts';
import { pipelineOf } from '#contracts/ids/workflow-ids.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import type { LoggedDecision } from './log.ts';

type Verdicts = Record<Verdict, number>;

/** The results of one check, over everything that its gate judged, before any repair. */
export interface CheckHistory extends Pick<Finding, 'check' | 'source' | 'column'> {
  readonly judged: number;
  readonly verdicts: Readonly<Verdicts>;
  /** How often each code occurred among results that did not pass. */
  readonly codes: Readonly<Record<string, number>>;
}

/** One subject that a gate judged, such as a pane. Times in epoch milliseconds. */
export interface Judged {
  readonly subject: string;
  readonly at: number;
  /** `verdict` is the first one, before any repair. `last` is the one after repairs, if there were any. */
  readonly verdict: Verdict;
  readonly last?: Verdict;
  readonly codes: readonly CodeName[];
  /** Milliseconds from the firing of the pane to the gate's last verdict; for panes only. */
  readonly ms?: number;
  readonly report?: Digest;
}

/** All judgements of one gate. */
export interface GateHistory {
  /** The gate's name in the spec: `data`, `outcomes` (a feed), `features`, `model`, `predictions`. */
  readonly gate: string;
  /** The name of the pipeline or the model. */
  readonly of: string;
  readonly judged: number;
  readonly verdicts: Readonly<Verdicts>;
  /** The share, from 0 to 1, that passed without repairs. */
  readonly passRate: number;
  /** How many passed only after repairs. */
  readonly repaired: number;
  readonly ms?: { readonly median: number; readonly most: number };
  readonly checks: readonly CheckHistory[];
  /** The newest first. */
  readonly newest: readonly Judged[];
}

/** A judgement with the findings of its report. */
interface Entry extends Judged {
  readonly gate: string;
  readonly of: string;
  readonly findings: readonly Finding[];
}

/**
 * The history of every gate, in order of pipeline or model, then gate.
 *
 * @param reports the gate reports that decisions name, as far as they could be read
 */
export function gateHistory(
  log: readonly LoggedDecision[],
  reports: ReadonlyMap<Digest, GateReport>,
  { newest = 10 }: { readonly newest?: number } = {},
): GateHistory[] {
  const gates = Map.groupBy(entriesIn(log, reports), ({ gate, of }) => JSON.stringify([of, gate]));
  return [...gates.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, entries]) => (entries[0] ? [historyOf(entries[0], entries, newest)] : []));
}

function historyOf({ gate, of }: Entry, entries: readonly Entry[], newest: number): GateHistory {
  const verdicts = tally(entries);
  const took = entries.flatMap(({ ms }) => ms ?? []).sort((a, b) => a - b);
  const median = took[Math.floor((took.length - 1) / 2)];
  return {
    gate,
    of,
    judged: entries.length,
    verdicts,
    passRate: verdicts.pass / entries.length,
    repaired: entries.filter(({ verdict, last }) => verdict !== 'pass' && last === 'pass').length,
    ...(median !== undefined && { ms: { median, most: took.at(-1) ?? median } }),
    checks: checksIn(entries),
    newest: [...entries]
      .sort((a, b) => b.at - a.at)
      .slice(0, newest)
      .map(({ gate: _gate, of: _of, findings: _findings, ...judged }) => judged),
  };
}

function tally(entries: readonly { readonly verdict: Verdict }[]): Verdicts {
  const verdicts: Verdicts = { pass: 0, fail: 0, inconclusive: 0, error: 0 };
  for (const { verdict } of entries) verdicts[verdict] += 1;
  return verdicts;
}

function checksIn(entries: readonly Entry[]): CheckHistory[] {
  const nameOf = ({ check, source, column }: Finding) => JSON.stringify([check, source, column]);
  const byCheck = Map.groupBy(
    entries.flatMap(({ findings }) => findings),
    nameOf,
  );
  return [...byCheck.values()].flatMap((findings) => {
    const [first] = findings;
    if (!first) return [];
    const { check, source, column } = first;
    return [
      {
        check,
        ...(source !== undefined && { source }),
        ...(column !== undefined && { column }),
        judged: findings.length,
        verdicts: tally(findings),
        codes: countsOf(findings.flatMap(({ verdict, code }) => (verdict === 'pass' ? [] : (code ?? 'CHECK_ERROR')))),
      },
    ];
  });
}

function countsOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of [...codes].sort()) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** All judgements of gates. Several rounds of one pane are one judgement. */
function entriesIn(log: readonly LoggedDecision[], reports: ReadonlyMap<Digest, GateReport>): Entry[] {
  const fired = firedIn(log);
  const entries = new Map<string, Entry>();
  for (const { workflowId, decision } of log) {
    const read = gateDecision.read(decision);
    const gate = read?.policy && gateNamed(read.policy.path);
    if (!read || gate === undefined) continue;
    const { about: subject, outcome: verdict, numbers, evidence } = read;
    const { at } = decision;
    const key = JSON.stringify([workflowId, subject, numbers.pane]);
    const since = fired.get(firingKey(workflowId, subject, numbers.pane));
    const known = entries.get(key);
    const ms = since === undefined ? {} : { ms: at - since };
    if (known) {
      entries.set(key, { ...known, ...ms, last: verdict });
      continue;
    }
    const findings = reports.get(evidence.report)?.findings ?? [];
    const codes = findings.flatMap((each) => (each.verdict === 'pass' ? [] : (each.code ?? ('CHECK_ERROR' as const))));
    const of = scopeOf(workflowId, subject);
    entries.set(key, { gate, of, subject, at, verdict, codes, findings, ...ms, report: evidence.report });
  }
  return [...entries.values()];
}

/** The gate's name in a path of the spec such as `gates.data`. */
const gateNamed = (path: string): string | undefined => /^gates\.([^.]+)$/.exec(path)?.[1];

/** The name of the model if the subject names one, otherwise that of the pipeline. */
function scopeOf(workflowId: string, subject: string): string {
  const named = subjectNamed(subject);
  return (named && 'model' in named ? named.model : pipelineOf(workflowId)) ?? '';
}

/** The time at which each pane fired, in epoch milliseconds, by pipeline, window and pane. */
function firedIn(log: readonly LoggedDecision[]): Map<string, number> {
  return new Map(
    log.flatMap(({ workflowId, decision }): [string, number][] => {
      const read = firingDecision.read(decision);
      return read ? [[firingKey(workflowId, decision.subject, read.numbers.pane), decision.at]] : [];
    }),
  );
}

const firingKey = (workflowId: string, subject: string, pane: number | undefined): string =>
  JSON.stringify([pipelineOf(workflowId), subject, pane]);

/** The digests of the gate reports that decisions name. */
export const reportsNamed = (log: readonly LoggedDecision[]): Digest[] => [
  ...new Set(log.flatMap(({ decision }) => gateDecision.read(decision)?.evidence.report ?? [])),
];
