// How a pane ends, as its run tells the stream.

import type { StandingWaiver } from '#contracts/hold.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { PaneDecided, PaneOutcome } from '#contracts/pane.ts';
import type { Asked } from '#contracts/rerequest.ts';
import { tell } from '../run/tell.ts';
import { paneDecidedSignal } from '../stream/messages.ts';
import type { JudgedPane } from './judged.ts';
import { waiversIn } from './records.ts';
import type { WindowInput } from './state.ts';

/** What became of a pane. */
export interface Settled {
  readonly judged: JudgedPane;
  readonly outcome: PaneOutcome;
  readonly code: PaneDecided['code'];
  /** What a person waived, and whether for later panes too. */
  readonly waivers?: readonly Pick<StandingWaiver, 'waiver'>[];
  readonly granted?: StandingWaiver;
  /** Whom it waits for. */
  readonly asked?: Asked;
}

/** What a gate's own outcome settles. */
export const settledByGate = (judged: JudgedPane): Settled => ({
  judged,
  outcome: ({ publish: 'published', hold: 'held', reject: 'rejected', remediate: 'held' } as const)[
    judged.outcome.next
  ],
  code: judged.outcome.code,
  waivers: judged.waivers,
});

export function decidedPane(
  input: WindowInput,
  { judged, outcome, code, waivers = [], granted, asked }: Settled,
): PaneDecided {
  const { feed, window: interval, pane, timing } = input;
  const { snapshot, account, rows, parts, fates } = judged.assembled;
  return {
    feed,
    window: interval,
    pane,
    timing,
    outcome,
    code,
    snapshot,
    account,
    report: judged.report.digest,
    rows,
    parts,
    fates,
    ...waiversIn(waivers),
    ...(granted && { granted }),
    ...(asked && { asked }),
  };
}

export const tellStream = (input: WindowInput, decided: PaneDecided): Promise<boolean> =>
  tell(ids.stream(input.pipeline, input.partition), paneDecidedSignal, decided);
