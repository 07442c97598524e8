// Takes announcements: classifies them, decides arrivals and watermarks, records the rest.

import type { Classified, ClassifiedBatch } from '#activities/arrivals/port.ts';
import { type ArriveMessage, WatermarkAssertion } from '#contracts/arrival.ts';
import type { Decision } from '#contracts/decision.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { messageDecision } from '#domain/decisions/message.ts';
import { watermarkDecision } from '#domain/decisions/watermark.ts';
import { digestOf } from '#domain/digest.ts';
import type { Effect } from '#domain/time/effects.ts';
import { advance } from '#domain/time/stream.ts';
import { sourcesInUse } from '#domain/time/versions.ts';
import { assertedWatermark } from '#domain/time/watermark.ts';
import { decide } from '../../run/decision-log.ts';
import { arrivalActivities } from '../../run/policies.ts';
import { refuseMessage } from '../../run/receive.ts';
import { record } from '../effects.ts';
import type { JumpResolution } from '../messages.ts';
import { queueReceipt } from '../receipts/queues.ts';
import type { StreamState } from '../state.ts';

/** Decides batches of announcements, strictly one after another: a pane is what had come when it fired. */
export async function takeBatches(state: StreamState, messages: readonly ArriveMessage[]): Promise<Decision[]> {
  const { announcements, segment } = assertionsIn(state, messages) ?? (await classified(state, messages));
  if (segment) {
    state.segments.push(segment);
    state.nextOrdinal = segment.lastOrdinal + 1;
  }
  const at = Date.now();
  const accepted = { arrivals: 0, rows: 0 };
  const effects: Effect[] = [];
  const others: Exclude<Classified, { kind: 'arrival' | 'watermark' }>[] = [];
  for (const announcement of announcements) {
    if (announcement.kind === 'arrival') {
      accepted.arrivals += 1;
      accepted.rows += announcement.rows;
      effects.push(...advance(state.policy.config, state.time, { ...announcement, at }));
    } else if (announcement.kind === 'watermark') {
      effects.push(...assert(state, announcement));
    } else others.push(announcement);
  }
  if (segment) {
    const decision = decide(
      arrivalsDecision.draft({
        about: state.policy.partition,
        outcome: 'accepted',
        code: 'ARRIVAL_ACCEPTED',
        numbers: { ...accepted, firstOrdinal: segment.firstOrdinal, lastOrdinal: segment.lastOrdinal },
        inputs: { segment: segment.digest },
      }),
    );
    const sources = announcements.flatMap((one) => (one.kind === 'arrival' ? [one.source] : []));
    queueReceipt(state, sources, { step: 'accepted', segment: segment.digest }, decision);
  }
  others.forEach(recordOther);
  return record(state, effects);
}

/** What the stream's record of arrivals says of the announcements; the new ones are added to it. */
const classified = (state: StreamState, messages: readonly ArriveMessage[]): Promise<ClassifiedBatch> =>
  arrivalActivities.classifyArrivals({
    messages,
    segments: state.segments.map(({ digest }) => digest),
    sources: sourcesInUse(state.policy.config, state.time),
    ...(state.policy.backfill && { range: { from: state.policy.backfill.from, to: state.policy.backfill.to } }),
    nextOrdinal: state.nextOrdinal,
  });

/** The announcements, if all say how far a declared source is complete: these need no activity, since the record of arrivals does not have them. */
function assertionsIn(state: StreamState, messages: readonly ArriveMessage[]): ClassifiedBatch | undefined {
  const sources = new Set(sourcesInUse(state.policy.config, state.time));
  const announcements: WatermarkAssertion[] = [];
  for (const message of messages) {
    const found = 'announcements' in message ? message.announcements : [undefined];
    for (const announcement of found) {
      const { data } = WatermarkAssertion.safeParse(announcement);
      if (!data || !sources.has(data.source)) return undefined;
      announcements.push(data);
    }
  }
  return { announcements };
}

function recordOther(announcement: Exclude<Classified, { kind: 'arrival' | 'watermark' }>): void {
  if (announcement.kind === 'refused') {
    const { code, digest } = announcement;
    decide(messageDecision.draft({ about: 'arrive', outcome: 'refused', code, inputs: { message: digest } }));
    return;
  }
  const { source, id, rows, announcement: digest, novelty } = announcement;
  const said = { about: { source, id }, numbers: { rows }, inputs: { announcement: digest } };
  decide(
    novelty === 'conflict'
      ? arrivalDecision.draft({ ...said, outcome: 'conflict', code: 'ARRIVAL_CONFLICT' })
      : arrivalDecision.draft({ ...said, outcome: 'duplicate', code: 'ARRIVAL_DUPLICATE' }),
  );
}

/** A source's own word, by the signal of its own. */
export function takeAssertion(state: StreamState, assertion: WatermarkAssertion): Decision[] {
  if (!sourcesInUse(state.policy.config, state.time).includes(assertion.source)) {
    refuseMessage('advanceWatermark', assertion, 'SOURCE_UNKNOWN');
    return [];
  }
  return record(state, assert(state, assertion));
}

function assert(state: StreamState, { source, id, completeThrough }: Omit<WatermarkAssertion, 'kind'>): Effect[] {
  const input = { kind: 'watermark', source, id, time: assertedWatermark(completeThrough), at: Date.now() } as const;
  decide(
    watermarkDecision.draft({
      about: source,
      outcome: 'asserted',
      code: 'WATERMARK_PASSED',
      numbers: { watermark: input.time },
      inputs: { assertion: digestOf({ source, id, completeThrough }) },
    }),
  );
  return advance(state.policy.config, state.time, input);
}

/** Takes a person's answer to an arrival that is held; `resolved`: whether there is such a hold. */
export function resolveJump(
  state: StreamState,
  { source, id, verdict, by }: JumpResolution,
): { readonly answer: { readonly resolved: boolean }; readonly decisions: Decision[] } {
  const isHeld = state.time.held.some((held) => held.source === source && held.id === id);
  if (!isHeld) return { answer: { resolved: false }, decisions: [] };
  const said = { about: { source, id }, actor: by };
  decide(
    verdict === 'release'
      ? arrivalDecision.draft({ ...said, outcome: 'release', code: 'HOLD_RELEASED' })
      : arrivalDecision.draft({ ...said, outcome: 'refuse', code: 'HOLD_REJECTED' }),
  );
  const effects = advance(state.policy.config, state.time, { kind: verdict, source, id, at: Date.now() });
  return { answer: { resolved: true }, decisions: record(state, effects) };
}
