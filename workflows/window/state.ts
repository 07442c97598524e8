import type { PaneInput } from '#activities/panes/port.ts';
import type { DataGate } from '#contracts/check.ts';
import type { Column } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';
import type { StandingWaiver } from '#contracts/hold.ts';
import type { NoticeOrder } from '#contracts/notice.ts';
import type { NewerPane } from '#contracts/pane.ts';
import type { ReceiptOrder } from '#contracts/receipt.ts';
import type { Timing } from '#contracts/window.ts';
import type { Waiting } from '#domain/gates/hold.ts';
import type { JudgedPane } from './judged.ts';
import type * as messages from './messages.ts';

/** One pane, with all that its gate compares with, pinned when it fired. */
export interface WindowInput extends PaneInput {
  readonly timing: Timing;
  readonly spec: Digest;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** The published windows before, newest first. */
  readonly previous: readonly {
    readonly rows: Readonly<Record<string, number>>;
    readonly parts: Readonly<Record<string, Digest>>;
  }[];
  readonly gate?: DataGate;
  readonly notices?: NoticeOrder;
  /** Where the source hears that its gate may ask for rows again. */
  readonly receiver?: Pick<ReceiptOrder, 'to' | 'secretRef'>;
  /** How often earlier panes of its window had the source asked; absent where none did. */
  readonly requests?: number;
  /** Waivers that covered findings of its feed when it fired. */
  readonly waivers?: readonly StandingWaiver[];
  /** What people said of rows of this window that had been set aside: `Ruling` artifacts, the oldest first. */
  readonly rulings?: readonly Digest[];
}

export interface WindowState {
  phase: messages.WindowView['phase'];
  judged?: Pick<JudgedPane, 'assembled' | 'report' | 'outcome'>;
  /** While it is held. */
  waiting?: Waiting;
  /** The newest pane of its window after it that it was told of. */
  newer?: NewerPane;
  /** What a person said; taken away once it is done. */
  resolution?: messages.HoldResolution;
}
