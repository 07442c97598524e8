import type { Outcome } from './dry-run.ts';

/** An outcome that one of two dry runs has and the other has not. */
export type OneSided = { readonly only: 'before' | 'after' } & Outcome;

export interface Difference {
  /** In the order of their runs; a pane that differs is there twice, before and after. */
  readonly lines: readonly OneSided[];
  readonly same: Counts;
  readonly before: Counts;
  readonly after: Counts;
}

/** By kind, how many outcomes. */
export type Counts = Readonly<Record<string, number>>;

const kindOf = (outcome: Outcome): string => Object.keys(outcome)[0] ?? '';

/** What two specs make of one schedule, compared: an outcome counts as the same where all that it says is. */
export function differenceOf(before: readonly Outcome[], after: readonly Outcome[]): Difference {
  const [onlyBefore, same] = apart(before, after);
  const [onlyAfter] = apart(after, before);
  return {
    lines: interleaved(onlyBefore, onlyAfter),
    same: countsOf(same),
    before: countsOf(onlyBefore),
    after: countsOf(onlyAfter),
  };
}

/** The outcomes that others do not have, and those that they have, each as often as it is there. */
function apart(outcomes: readonly Outcome[], others: readonly Outcome[]): [Outcome[], Outcome[]] {
  const left = new Map<string, number>();
  for (const other of others) left.set(JSON.stringify(other), (left.get(JSON.stringify(other)) ?? 0) + 1);
  const only: Outcome[] = [];
  const both: Outcome[] = [];
  for (const outcome of outcomes) {
    const text = JSON.stringify(outcome);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    (count > 0 ? both : only).push(outcome);
  }
  return [only, both];
}

/** Each before what replaces it, where something does: the pane of the same window and index, or another word on the same arrival. */
function interleaved(before: readonly Outcome[], after: readonly Outcome[]): OneSided[] {
  const rest = new Map(Map.groupBy(after, placeOf));
  const lines: OneSided[] = [];
  for (const outcome of before) {
    lines.push({ only: 'before', ...outcome });
    const place = placeOf(outcome);
    for (const other of rest.get(place) ?? []) lines.push({ only: 'after', ...other });
    rest.delete(place);
  }
  for (const others of rest.values()) for (const outcome of others) lines.push({ only: 'after', ...outcome });
  return lines;
}

function placeOf(outcome: Outcome): string {
  if ('pane' in outcome) return JSON.stringify([outcome.pane.start, outcome.pane.end, outcome.pane.index]);
  const [said] = Object.values(outcome);
  return JSON.stringify(['arrival', said?.id]);
}

function countsOf(outcomes: readonly Outcome[]): Counts {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[kindOf(outcome)] = (counts[kindOf(outcome)] ?? 0) + 1;
  return counts;
}
