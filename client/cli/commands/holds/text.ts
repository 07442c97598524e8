import { formatInstant } from '#contracts/time.ts';
import type { HoldView, WindowView } from '#workflows/window/messages.ts';
import type { HeldPane } from '../../../temporal/holds.ts';
import type { RunStanding } from '../../../temporal/standing.ts';
import { linesOfTable } from '../../table-text.ts';
import { spanText } from '../../words.ts';

/**
 * A pane that is held, or was held when it was listed. `view` is its workflow's own state, and is absent if no worker
 * answers.
 */
export type StandingHold = HeldPane &
  Partial<Omit<WindowView, 'hold'>> & { readonly hold?: HoldView; readonly problem?: string };

export function standingHold(pane: HeldPane, { view, problem, status }: RunStanding<WindowView>): StandingHold {
  if (view) return { ...pane, ...view };
  return { ...pane, ...(status === 'RUNNING' ? {} : { phase: 'decided' }), ...(problem && { problem: problem.code }) };
}

const blocking = ({ blocking: findings, reason }: HoldView): string =>
  findings.map(({ check, column, code }) => `${check}${column ? ` ${column}` : ''} ${code ?? ''}`.trim()).join(', ') ||
  reason;

export function linesOfHolds(holds: readonly StandingHold[]): string[] {
  if (holds.length === 0) return ['Nothing is held.'];
  const rows = holds.map(({ id, start, hold, problem, phase }) => [
    id,
    formatInstant(start),
    hold ? formatInstant(hold.since) : (problem ?? phase ?? ''),
    hold?.deadline === undefined ? '' : `${formatInstant(hold.deadline)}${hold.overdue ? ' overdue' : ''}`,
    hold?.asked ? `${hold.asked.source} until ${formatInstant(hold.asked.until)}` : '',
    hold ? blocking(hold) : '',
  ]);
  return linesOfTable(['hold', 'window', 'since', 'deadline', 'asked', 'why'], rows);
}

export function linesOfHold({ id, start, end, pane, hold, problem, phase, snapshot, report }: StandingHold): string[] {
  const head = `${id}: window ${formatInstant(start)} to ${formatInstant(end)}, pane ${pane}`;
  if (!hold) return [head, `It is not held: ${problem ?? phase ?? 'it has ended'}.`];
  const { since, deadline, onTimeout = 'stay', overdue, reminded, repairable, asked } = hold;
  return [
    head,
    `  held since ${formatInstant(since)} (${hold.reason}), ${reminded} reminders`,
    ...(deadline === undefined
      ? []
      : [
          `  ${overdue ? 'overdue since' : 'until'} ${formatInstant(deadline)} (${spanText(deadline - since)}), then: ${onTimeout}`,
        ]),
    ...(asked ? [`  ${asked.source} was asked for its rows again, and has until ${formatInstant(asked.until)}`] : []),
    ...hold.blocking.map(
      ({ check, source, column, verdict, code }) =>
        `  ${verdict} ${code ?? ''} ${check}${source ? ` on ${[source, column].filter(Boolean).join('.')}` : ''}`,
    ),
    ...(snapshot === undefined ? [] : [`  snapshot ${snapshot}`]),
    ...(report === undefined ? [] : [`  report   ${report} (tidegate explain ${report.slice(7, 19)})`]),
    `Answer: tidegate holds accept | reject${repairable ? ' | remediate' : ''} ${id} --as NAME --reason TEXT`,
  ];
}
