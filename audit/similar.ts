import type { CodeName } from '#contracts/codes.ts';
import { windowSubjectNamed } from '#contracts/ids/subjects.ts';
import { pipelineOf } from '#contracts/ids/workflow-ids.ts';
import { present } from '#contracts/present.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { holdDecision } from '#domain/decisions/hold.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import type { LoggedDecision } from './log.ts';

/** The end of an earlier pane in which a check found the same. Times in epoch milliseconds. */
export interface SimilarPane {
  readonly start: number;
  readonly pane: number;
  readonly at: number;
  /** `published`, `rejected`, `held`, `superseded`, or `undecided`. */
  readonly outcome: string;
  /** The code of the decision that ended it: that of the pane, or of the person who resolved the hold. */
  readonly code?: CodeName;
  readonly actor?: string;
}

/** How earlier panes of the pipeline were treated in which the same check found the same. */
export interface Similar {
  readonly panes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The newest first. */
  readonly newest: readonly SimilarPane[];
}

const mostShown = 5;

/**
 * A key that is equal for decisions which found the same: partition, feed, check with column, and code. Undefined for
 * decisions that found nothing wrong.
 */
function kindOf({ decision: { kind, outcome, code, subject } }: LoggedDecision): string | undefined {
  const isUnmet = kind === 'check' ? outcome !== 'waived' : kind === 'gate' && outcome !== 'pass';
  const window = isUnmet ? windowSubjectNamed(subject) : undefined;
  return window && JSON.stringify([window.partition, window.feed, window.rest, code]);
}

/**
 * Finds how other windows of the same pipeline were treated in which a gate decided the same before. Undefined for
 * decisions of other kinds, and if there were no such windows.
 */
export function similarTo(entry: LoggedDecision, log: readonly LoggedDecision[]): Similar | undefined {
  const kind = kindOf(entry);
  const own = windowSubjectNamed(entry.decision.subject);
  const pipeline = pipelineOf(entry.workflowId);
  if (kind === undefined || !own) return undefined;
  const alike = new Map<string, LoggedDecision>();
  for (const other of log) {
    const isBefore =
      other.decision.at < entry.decision.at && windowSubjectNamed(other.decision.subject)?.start !== own.start;
    if (isBefore && kindOf(other) === kind && pipelineOf(other.workflowId) === pipeline)
      alike.set(paneOf(other), other);
  }
  if (alike.size === 0) return undefined;
  const about = Map.groupBy(
    log.filter((each) => pipelineOf(each.workflowId) === pipeline),
    paneOf,
  );
  const newest = [...alike].map(([pane, other]) => endOf(other, about.get(pane) ?? [])).sort((a, b) => b.at - a.at);
  const outcomes: Record<string, number> = {};
  for (const { outcome } of newest) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { panes: newest.length, outcomes, newest: newest.slice(0, mostShown) };
}

/** A key for the pane that a decision is about. */
function paneOf({ decision: { subject, numbers } }: LoggedDecision): string {
  const window = windowSubjectNamed(subject);
  return JSON.stringify([window?.partition, window?.feed, window?.start, numbers?.pane]);
}

const answers: ReadonlySet<string> = new Set(['accept', 'reject']);

/** The end of a pane: the stream's last decision about it, and the person who resolved its hold, if one did. */
function endOf({ decision }: LoggedDecision, about: readonly LoggedDecision[]): SimilarPane {
  const end = about.map((each) => paneDecision.read(each.decision)).findLast((read) => read !== undefined);
  const answer = about
    .map((each) => holdDecision.read(each.decision))
    .findLast((read) => read !== undefined && answers.has(read.outcome));
  return present({
    start: windowSubjectNamed(decision.subject)?.start ?? 0,
    pane: (checkDecision.read(decision) ?? gateDecision.read(decision))?.numbers.pane ?? 0,
    at: decision.at,
    outcome: end?.outcome ?? 'undecided',
    code: (answer ?? end)?.code,
    actor: answer?.actor,
  });
}
