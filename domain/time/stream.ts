import type { Code } from '#contracts/codes.ts';
import type { WatermarkPolicy } from '#contracts/spec.ts';
import { freedBy, letWait, missingCauses, overdue } from './causes.ts';
import { causesDeadline, feedOf, type StreamConfig } from './config.ts';
import { correctionRefusal } from './corrections.ts';
import type { Announced, ArrivalInput, Effect, Input, WatermarkInput } from './effects.ts';
import { exclude } from './exceptions.ts';
import type { FeedContext } from './feed.ts';
import { assign, fireDue, opens, pass } from './panes.ts';
import { close, readmit, rewind } from './reopening.ts';
import type { Held, StreamTime } from './state.ts';
import { combinedWatermark, type Jump, jumpTo, type SourceTime, watermarkOf } from './watermark.ts';
import { touchedBy } from './windows.ts';

/** A source with all that moves with it. */
interface SourceContext extends FeedContext {
  readonly policy: WatermarkPolicy;
  readonly source: SourceTime;
}

function contextOf(config: StreamConfig, state: StreamTime, name: string): SourceContext | undefined {
  const feed = feedOf(config, name);
  const policy = config.sources[name];
  const source = state.sources[name];
  const time = feed && state.feeds[feed.name];
  return feed && policy && source && time ? { config, state, feed, time, policy, source } : undefined;
}

/**
 * One step of a stream's time: changes `state` and says what follows, in order.
 *
 * Inputs must come one at a time, in the order of receipt, for a pane is what had come when it fired. The same inputs
 * give the same effects: the stream workflow and the dry run share this function.
 */
export function advance(config: StreamConfig, state: StreamTime, input: Input): Effect[] {
  switch (input.kind) {
    case 'arrival':
      return arrive(config, state, input);
    case 'watermark':
      return assert(config, state, input);
    case 'idle':
      return fallSilent(config, state, input);
    case 'rearm':
      for (const [name, source] of Object.entries(state.sources)) {
        if (input.source === undefined || input.source === name) source.silentSince = input.at;
      }
      return [];
    case 'release':
    case 'refuse':
      return resolve(config, state, input);
    case 'elapsed':
      return elapse(config, state, input.at);
    case 'rewind': {
      const context = contextOf(config, state, input.source);
      return context ? rewind(context, input) : [];
    }
    case 'readmit': {
      const context = contextOf(config, state, input.source);
      return context ? readmit(context, input) : [];
    }
    case 'drain':
      return feedsOf(config, state).flatMap((context) => close(context, input.at));
  }
}

function arrive(config: StreamConfig, state: StreamTime, arrival: ArrivalInput): Effect[] {
  state.through = Math.max(state.through, arrival.ordinal);
  const context = contextOf(config, state, arrival.source);
  if (!context) return refuse(state, arrival, 'SOURCE_UNKNOWN');
  if (arrival.minTime > arrival.maxTime) return refuse(state, arrival, 'ARRIVAL_TIME_REVERSED');
  if (exceedsLimits(context, arrival)) return refuse(state, arrival, 'WINDOWS_TOO_MANY');
  const code = correctionRefusal(state, arrival);
  if (code !== undefined) return refuse(state, arrival, code);
  const returned = hear(context, arrival);
  const missing = missingCauses(state, arrival);
  return [...returned, ...(missing.length > 0 ? awaitCauses(context, arrival, missing) : admit(context, arrival))];
}

function awaitCauses({ config, state }: SourceContext, arrival: ArrivalInput, missing: Announced[]): Effect[] {
  if (state.waiting.length >= config.limits.held) return refuse(state, arrival, 'CAUSES_MISSING');
  return letWait(state, arrival, missing, arrival.at + (config.causesWithin?.[arrival.source] ?? causesDeadline));
}

/** Lets an arrival in, unless it moves its source's watermark too far; then what has waited for it. */
function admit(context: SourceContext, arrival: ArrivalInput): Effect[] {
  const jump = jumpTo(context.policy, context.source, watermarkOf(context.policy, arrival.maxTime));
  return jump ? hold(context, arrival, jump) : [...take(context, arrival), ...admitFreed(context, arrival)];
}

function admitFreed({ config, state }: SourceContext, come: Announced & { readonly at: number }): Effect[] {
  return freedBy(state, come).flatMap((arrival) => {
    const context = contextOf(config, state, arrival.source);
    const { source, id } = arrival;
    const caused: Effect = { kind: 'caused', source, id, code: 'CAUSES_CAME' };
    return context ? [caused, ...admit(context, { ...arrival, at: come.at })] : [];
  });
}

function elapse(config: StreamConfig, state: StreamTime, at: number): Effect[] {
  const givenUp = overdue(state, at).flatMap((arrival) => refuse(state, arrival, 'CAUSES_MISSING'));
  return [...givenUp, ...feedsOf(config, state).flatMap((context) => fireDue(context, at))];
}

const feedsOf = (config: StreamConfig, state: StreamTime): FeedContext[] =>
  config.feeds.flatMap((feed) => {
    const time = state.feeds[feed.name];
    return time ? [{ config, state, feed, time }] : [];
  });

function exceedsLimits(context: FeedContext, arrival: ArrivalInput): boolean {
  const { limits, grid } = context.config;
  const { count } = touchedBy(arrival, grid);
  if (count > limits.windowsPerArrival) return true;
  const { length } = context.time.open;
  return length + count > limits.openWindows && length + opens(context, arrival) > limits.openWindows;
}

/** Assigns an arrival first, and only then lets it move its source's watermark. */
function take(context: SourceContext, arrival: ArrivalInput): Effect[] {
  const { policy, source } = context;
  const assigned = assign(context, arrival);
  source.maxSeen = Math.max(source.maxSeen ?? arrival.maxTime, arrival.maxTime);
  return [...assigned, ...move(context, watermarkOf(policy, arrival.maxTime), arrival.at)];
}

function assert(config: StreamConfig, state: StreamTime, assertion: WatermarkInput): Effect[] {
  const context = contextOf(config, state, assertion.source);
  if (!context) return refuse(state, assertion, 'SOURCE_UNKNOWN');
  const returned = hear(context, assertion);
  const jump = jumpTo(context.policy, context.source, assertion.time);
  return [...returned, ...(jump ? hold(context, assertion, jump) : accept(context, assertion))];
}

function accept(context: SourceContext, { source, id, time, at }: WatermarkInput): Effect[] {
  const { watermark } = context.source;
  if (watermark === null || time >= watermark) return move(context, time, at);
  return [{ kind: 'regressed', source, id, code: 'WATERMARK_REGRESSED', asserted: time, watermark }];
}

/** Moves a source's watermark, never back, and its feed's with it. */
function move(context: SourceContext, watermark: number | null, at: number): Effect[] {
  const { source } = context;
  if (watermark !== null && (source.watermark === null || watermark > source.watermark)) {
    source.watermark = watermark;
    source.movedAt = at;
  }
  return follow(context, at);
}

/** Lets the feed's watermark follow its sources'. */
function follow(context: FeedContext, at: number): Effect[] {
  const { config, state, feed, time } = context;
  const sources = feed.sources.flatMap((name) => contextOf(config, state, name) ?? []);
  const next = combinedWatermark(
    time.watermark,
    sources.map(({ policy, source }) => ({ policy, time: source })),
  );
  return next === null || next === time.watermark ? [] : pass(context, next, at);
}

/** A source that speaks is not idle; that never moves a watermark, for it can only hold one back. */
function hear({ source }: SourceContext, heard: { source: string; at: number }): Effect[] {
  source.silentSince = heard.at;
  if (!source.idle) return [];
  source.idle = false;
  return [{ kind: 'returned', source: heard.source, code: 'SOURCE_RETURNED' }];
}

function fallSilent(config: StreamConfig, state: StreamTime, { source, at }: { source: string; at: number }): Effect[] {
  const context = contextOf(config, state, source);
  if (!context || context.source.idle) return [];
  context.source.idle = true;
  return [{ kind: 'idle', source, code: 'SOURCE_IDLE' }, ...follow(context, at)];
}

function hold({ state, config }: SourceContext, announced: Held, jump: Jump): Effect[] {
  const { kind, source, id } = announced;
  if (state.held.some((h) => h.kind === kind && h.source === source && h.id === id)) return [];
  if (state.held.length >= config.limits.held) return refuse(state, announced, 'WATERMARK_JUMP');
  state.held.push({ ...announced });
  return [{ kind: 'held', source, id, code: 'WATERMARK_JUMP', ...jump }];
}

/** A person lets a held announcement through, as if it came now, or refuses it. */
function resolve(
  config: StreamConfig,
  state: StreamTime,
  answer: Extract<Input, { kind: 'release' | 'refuse' }>,
): Effect[] {
  const { source, id, at } = answer;
  const held = state.held.find((h) => h.source === source && h.id === id);
  const context = contextOf(config, state, source);
  if (!held || !context) return [{ kind: 'refused', source, id, code: 'NOT_FOUND' }];
  state.held = state.held.filter((h) => h !== held);
  if (answer.kind === 'refuse') return refuse(state, held, 'HOLD_REJECTED');
  const effects =
    held.kind === 'arrival'
      ? [...take(context, { ...held, at }), ...admitFreed(context, { ...held, at })]
      : accept(context, { ...held, at });
  return [{ kind: 'released', source, id, code: 'HOLD_RELEASED' }, ...effects];
}

function refuse(state: StreamTime, announced: Held, code: Code): Effect[] {
  if (announced.kind === 'arrival') exclude(state, announced.ordinal);
  return [{ kind: 'refused', source: announced.source, id: announced.id, code }];
}
