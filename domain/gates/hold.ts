import type { HoldPolicy } from '#contracts/hold.ts';

/** How far a hold is. Wall times in epoch milliseconds. */
export interface Waiting {
  readonly since: number;
  /** Reminders so far. */
  readonly reminded: number;
  /** Whether its deadline has passed and was told. */
  readonly overdue: boolean;
}

/** What is due to a hold next, and when. */
export interface Due {
  readonly kind: 'reminder' | 'deadline';
  readonly at: number;
}

/** So many reminders a hold gives: each stands in its history. */
export const mostReminders = 100;

/** What comes next while nobody answers; undefined where it waits in silence. At one instant the deadline goes first. */
export function nextOfHold(policy: HoldPolicy | undefined, { since, reminded, overdue }: Waiting): Due | undefined {
  const { deadline, remindEvery } = policy ?? {};
  const due: Due[] = [];
  if (deadline !== undefined && !overdue) due.push({ kind: 'deadline', at: since + deadline });
  if (remindEvery !== undefined && reminded < mostReminders)
    due.push({ kind: 'reminder', at: since + (reminded + 1) * remindEvery });
  const [first, second] = due;
  return second && first && second.at < first.at ? second : first;
}

/** The reminders that would have come by a time: of those that an outage swallowed, one is given. */
export function remindedBy({ remindEvery }: HoldPolicy, { since, reminded }: Waiting, now: number): number {
  return remindEvery === undefined ? reminded : Math.max(reminded + 1, Math.floor((now - since) / remindEvery));
}
