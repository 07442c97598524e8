import { z } from 'zod';
import { Digest } from './digest.ts';
import { EpochMs, PositiveDuration } from './time.ts';

/** How long a held pane waits for a person, and what follows. Durations are wall time. */
export const HoldPolicy = z.strictObject({
  /** After this time a notice says that the hold is overdue, and `onTimeout` applies. */
  deadline: PositiveDuration.optional(),
  /** The time between reminders; there are at most a hundred. */
  remindEvery: PositiveDuration.optional(),
  /** What happens at the deadline: the pane is published, refused, or goes on waiting. */
  onTimeout: z.enum(['accept', 'reject', 'stay']).default('stay'),
});
export type HoldPolicy = z.infer<typeof HoldPolicy>;

/** The findings of a check; only those of one source or column if these are named. */
export const CheckScope = z.strictObject({
  check: z.string().min(1).max(100),
  source: z.string().max(200).exactOptional(),
  column: z.string().max(1_000).exactOptional(),
});
export type CheckScope = z.infer<typeof CheckScope>;

/** What a person who accepts a held pane waives. */
export const WaiverRequest = z.strictObject({
  /** The artifact of the text that says why: histories hold no free text. */
  reason: Digest,
  /** The checks that are waived; without it, all that block the pane. */
  scope: z.array(CheckScope).min(1).max(200).exactOptional(),
  /** Wall time until which the waiver also covers the same findings in later panes of the stream; without it, only this pane. */
  until: EpochMs.exactOptional(),
});
export type WaiverRequest = z.infer<typeof WaiverRequest>;

/** A waiver as it is stored: an artifact, which every decision that relies on it names. */
export const Waiver = z.strictObject({
  kind: z.literal('waiver'),
  pipeline: z.string(),
  partition: z.string(),
  feed: z.string(),
  start: EpochMs,
  pane: z.number().int().min(0),
  /** The report of the gate whose findings are waived. */
  report: Digest,
  /** The checks whose findings do not block. */
  checks: z.array(CheckScope),
  reason: Digest,
  until: EpochMs.exactOptional(),
  by: z.string(),
});
export type Waiver = z.infer<typeof Waiver>;

/** A waiver that covers later panes too. */
export const StandingWaiver = z.strictObject({ waiver: Digest, checks: z.array(CheckScope), until: EpochMs });
export type StandingWaiver = z.infer<typeof StandingWaiver>;
