import type { HoldPolicy } from '#contracts/hold.ts';
import type { NewerPane } from '#contracts/pane.ts';
import type { Asked } from '#contracts/rerequest.ts';
import type { Outcome } from './outcome.ts';

/** How far a hold is. Wall times in epoch milliseconds. */
export interface Waiting {
  readonly since: number;
  /** Reminders so far. */
  readonly reminded: number;
  /** Whether its deadline has passed and has been reported. */
  readonly overdue: boolean;
  /** While a source has time to answer. */
  readonly asked?: Asked;
}

/** What is due to a hold next, and when. */
export interface Due {
  readonly kind: 'reminder' | 'deadline' | 'rerequest';
  readonly at: number;
}

/** The most reminders of one hold; each is an event in its history. */
export const mostReminders = 100;

/** The next due event while nobody answers; undefined if none is due. At the same instant, the deadline comes first and a reminder last. */
export function nextOfHold(
  policy: HoldPolicy | undefined,
  { since, reminded, overdue, asked }: Waiting,
): Due | undefined {
  const { deadline, remindEvery } = policy ?? {};
  const due: Due[] = [];
  if (deadline !== undefined && !overdue) due.push({ kind: 'deadline', at: since + deadline });
  if (asked) due.push({ kind: 'rerequest', at: asked.until });
  if (remindEvery !== undefined && reminded < mostReminders)
    due.push({ kind: 'reminder', at: since + (reminded + 1) * remindEvery });
  return due.toSorted((a, b) => a.at - b.at)[0];
}

/** Whether a pane waits: for a person, or for a source that is asked before its gate rejects it. */
export const isHeld = ({ next }: Pick<Outcome, 'next'>, asked: object | undefined): boolean =>
  next === 'hold' || (next === 'reject' && asked !== undefined);

/** Whether later panes contain new rows of the source that was asked again. */
export const isAnswered = ({ lateSources }: NewerPane, asked: Asked | undefined): boolean =>
  asked !== undefined && lateSources.includes(asked.source);

/** Whether a later pane replaces a held one: when it is published, or earlier if it contains the rows that were requested again. */
export const isOvertaken = (newer: NewerPane | undefined, asked: Asked | undefined): newer is NewerPane =>
  newer !== undefined && (newer.published || isAnswered(newer, asked));

/** The reminders that would have come by a time: of those that an outage swallowed, one is given. */
export function remindedBy({ remindEvery }: HoldPolicy, { since, reminded }: Waiting, now: number): number {
  return remindEvery === undefined ? reminded : Math.max(reminded + 1, Math.floor((now - since) / remindEvery));
}
