import type { History } from '@temporalio/common/lib/proto-utils.js';

export type HistoryEvent = NonNullable<History['events']>[number];

/** A history, divided into what its run had handled and what it had not. */
export interface PartedHistory {
  /** Up to the end of the last task that the run completed and lived on after; empty where there is none. */
  readonly takenIn: readonly HistoryEvent[];
  /** Signals after that, in order of receipt. */
  readonly unseen: readonly HistoryEvent[];
}

/**
 * Parts a closed run's history. A task that ended the run itself (it failed, or was cancelled) counts as not completed: what
 * it had handled is lost.
 */
export function partHistory({ events }: History): PartedHistory {
  const all = events ?? [];
  const fatal = all.at(-1) && taskOf(all.at(-1) as HistoryEvent);
  const last = all.findLast((event) => event.workflowTaskCompletedEventAttributes && idOf(event) !== fatal);
  if (last === undefined) return { takenIn: [], unseen: signalsIn(all) };
  // The events of a task's commands follow it directly.
  const end = all.findLastIndex((event) => event === last || taskOf(event) === idOf(last)) + 1;
  return { takenIn: all.slice(0, end), unseen: signalsIn(all.slice(end)) };
}

const signalsIn = (events: readonly HistoryEvent[]): HistoryEvent[] =>
  events.filter((event) => event.workflowExecutionSignaledEventAttributes);

const idOf = ({ eventId }: HistoryEvent): string => String(eventId);

/** The id of the completed task that commanded an event; undefined for an event that came from elsewhere. */
function taskOf(event: HistoryEvent): string | undefined {
  for (const [name, attributes] of Object.entries(event)) {
    if (!name.endsWith('EventAttributes') || typeof attributes !== 'object' || attributes === null) continue;
    if ('workflowTaskCompletedEventId' in attributes) return String(attributes.workflowTaskCompletedEventId);
  }
  return undefined;
}
