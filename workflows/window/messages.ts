import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { CodeName } from '#contracts/codes.ts';
import { Digest } from '#contracts/digest.ts';
import { WaiverRequest } from '#contracts/hold.ts';
import type { NewerPane } from '#contracts/pane.ts';
import type { Asked } from '#contracts/rerequest.ts';

const by = z.string().min(1);

/** What a person decides about a held pane. `reason` is the artifact of a text: histories hold no free text. */
export const HoldResolution = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('accept'), by, waiver: WaiverRequest.exactOptional() }),
  z.strictObject({ verdict: z.literal('reject'), by, reason: Digest.exactOptional() }),
  /** Has the declared repairs run once more, and the gate judge what they leave. */
  z.strictObject({ verdict: z.literal('remediate'), by, reason: Digest.exactOptional() }),
]);
export type HoldResolution = z.infer<typeof HoldResolution>;

/** Whether the answer was accepted; if not, the code says why. */
export interface HoldAnswer {
  readonly resolved: boolean;
  readonly code?: CodeName;
}
// An update, for the person wants the answer.
export const resolveHoldUpdate = defineUpdate<HoldAnswer, [HoldResolution]>('resolveHold');

/** Later panes of the same window have fired, or one was published. */
export const newerPaneSignal = defineSignal<[NewerPane]>('newerPane');

/** How a hold waits. Wall times in epoch milliseconds. */
export interface HoldView {
  readonly since: number;
  /** Why it is held. */
  readonly reason: CodeName;
  /** The checks that block it, with their codes. */
  readonly blocking: readonly {
    readonly check: string;
    readonly source?: string;
    readonly column?: string;
    readonly verdict: string;
    readonly code?: CodeName;
  }[];
  readonly deadline?: number;
  readonly onTimeout?: 'accept' | 'reject' | 'stay';
  readonly overdue: boolean;
  /** The source that was asked for rows again, while it has time to answer. */
  readonly asked?: Asked;
  readonly reminded: number;
  /** Whether repairs are declared that could be run. */
  readonly repairable: boolean;
}

export interface WindowView {
  readonly phase: 'measuring' | 'remediating' | 'held' | 'decided';
  readonly verdict?: string;
  readonly snapshot?: string;
  readonly report?: string;
  /** While it waits for a person. */
  readonly hold?: HoldView;
}
export const stateQuery = defineQuery<WindowView>('state');
