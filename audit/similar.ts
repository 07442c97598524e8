import type { CodeName } from '#contracts/codes.ts';
import { windowSubjectNamed } from '#contracts/ids/subjects.ts';
import { pipelineOf, streamNamed } from '#contracts/ids/workflow-ids.ts';
import { isPane } from './ledger.ts';
import type { LoggedDecision } from './log.ts';

/** How a pane ended in which a check found the same. Times in epoch milliseconds. */
export interface SimilarPane {
  readonly start: number;
  readonly pane: number;
  readonly at: number;
  /** `published`, `rejected`, `held`, `superseded`, or `undecided`. */
  readonly outcome: string;
  /** By which decision: of the pane, or of the person who answered for it. */
  readonly code?: CodeName;
  readonly actor?: string;
}

/** How earlier panes of one stream were treated in which a gate found the same by the same check. */
export interface Similar {
  readonly panes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The newest first. */
  readonly newest: readonly SimilarPane[];
}

const mostShown = 5;

/** What a decision of a gate about a window has in common with others: partition, feed, check with column, and code. */
function kindOf({ decision }: LoggedDecision): string | undefined {
  const window = windowSubjectNamed(decision.subject);
  if (decision.kind !== 'gate' || decision.outcome === 'pass' || decision.outcome === 'waived' || !window)
    return undefined;
  return JSON.stringify([window.partition, window.feed, window.rest, decision.code]);
}

/**
 * How others were treated before a decision of a gate, in other windows of the same pipeline; undefined for other decisions, and where
 * there were none.
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

/** Names the pane that a decision is about. */
function paneOf({ decision: { subject, numbers } }: LoggedDecision): string {
  const window = windowSubjectNamed(subject);
  return JSON.stringify([window?.partition, window?.feed, window?.start, numbers?.pane]);
}

const answers: ReadonlySet<CodeName> = new Set(['HOLD_RELEASED', 'HOLD_REJECTED', 'HOLD_TIMED_OUT']);

/** How a pane ended: by its stream's last word, and by the person who answered, where one did. */
function endOf({ workflowId, decision }: LoggedDecision, about: readonly LoggedDecision[]): SimilarPane {
  const end = about.findLast((each) => isPane(each) && streamNamed(each.workflowId))?.decision;
  const answer = about.findLast((each) => each.workflowId === workflowId && answers.has(each.decision.code))?.decision;
  const by = answer ?? end;
  return {
    start: windowSubjectNamed(decision.subject)?.start ?? 0,
    pane: decision.numbers?.pane ?? 0,
    at: decision.at,
    outcome: end?.outcome ?? 'undecided',
    ...(by && { code: by.code }),
    ...(answer?.actor !== undefined && { actor: answer.actor }),
  };
}
