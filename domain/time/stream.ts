import type { Code } from '#contracts/codes.ts';
import type { ArrivalKey } from '#contracts/ledger.ts';
import type { WatermarkPolicy } from '#contracts/spec.ts';
import { freedBy, letWait, missingCauses, overdue } from './causes.ts';
import { causesDeadline, feedOf, type StreamConfig } from './config.ts';
import { correctionRefusal } from './corrections.ts';
import type { ArrivalInput, Effect, Input, WatermarkInput } from './effects.ts';
import { exclude } from './exceptions.ts';
import { type FeedContext, feedsOf, touchedIn } from './feed.ts';
import { assign, fireDue, opens, pass } from './panes.ts';
import { close, readmit, refire, rewind } from './reopening.ts';
import type { Held, StreamTime } from './state.ts';
import { forgetExpired, type Version, versionsOf } from './versions.ts';
import { combinedWatermark, type Jump, jumpTo, type SourceTime, watermarkOf } from './watermark.ts';

/** A source with all that moves with it, by one version of the spec. */
interface SourceContext extends FeedContext {
  readonly policy: WatermarkPolicy;
  readonly source: SourceTime;
}

function contextIn(state: StreamTime, version: Version, name: string): SourceContext | undefined {
  const { config, clock } = version;
  const feed = feedOf(config, name);
  const policy = config.sources[name];
  const source = clock.sources[name];
  const time = feed && clock.feeds[feed.name];
  return feed && policy && source && time ? { ...version, state, feed, time, policy, source } : undefined;
}

/** A source by each version of the spec that declares it, the oldest first. */
const contextsOf = (config: StreamConfig, state: StreamTime, name: string): SourceContext[] =>
  versionsOf(config, state).flatMap((version) => contextIn(state, version, name) ?? []);

/**
 * One step of a stream's time: changes `state` and says what follows, in order.
 *
 * Inputs must come one at a time, in the order of receipt, for a pane is what had come when it fired. The same inputs
 * give the same effects: the stream workflow and the dry run share this function.
 */
export function advance(config: StreamConfig, state: StreamTime, input: Input): Effect[] {
  const effects = decide(config, state, input);
  forgetExpired(state);
  return effects;
}

function decide(config: StreamConfig, state: StreamTime, input: Input): Effect[] {
  switch (input.kind) {
    case 'arrival':
      return arrive(config, state, input);
    case 'watermark':
      return assert(config, state, input);
    case 'idle':
      return fallSilent(config, state, input);
    case 'rearm':
      for (const { clock } of versionsOf(config, state))
        for (const [name, source] of Object.entries(clock.sources)) {
          if (input.source === undefined || input.source === name) source.silentSince = input.at;
        }
      return [];
    case 'release':
    case 'refuse':
      return resolve(config, state, input);
    case 'elapsed':
      return elapse(config, state, input.at);
    case 'rewind':
      return rewind(state, contextsOf(config, state, input.source), input);
    case 'readmit':
      return readmit(state, contextsOf(config, state, input.source), input);
    case 'refire':
      return refire(state, feedsOf(config, state), input);
    case 'drain':
      return feedsOf(config, state).flatMap((context) => close(context, input.at));
  }
}

function arrive(config: StreamConfig, state: StreamTime, arrival: ArrivalInput): Effect[] {
  state.through = Math.max(state.through, arrival.ordinal);
  const contexts = contextsOf(config, state, arrival.source);
  if (contexts.length === 0) return refuse(state, arrival, 'SOURCE_UNKNOWN');
  if (arrival.minTime > arrival.maxTime) return refuse(state, arrival, 'ARRIVAL_TIME_REVERSED');
  if (exceedsLimits(config, state, contexts, arrival)) return refuse(state, arrival, 'WINDOWS_TOO_MANY');
  const code = correctionRefusal(state, arrival);
  if (code !== undefined) return refuse(state, arrival, code);
  const returned = hear(contexts, arrival);
  const missing = missingCauses(state, arrival);
  return [
    ...returned,
    ...(missing.length > 0 ? awaitCauses(config, state, arrival, missing) : admit(config, state, arrival)),
  ];
}

function awaitCauses(config: StreamConfig, state: StreamTime, arrival: ArrivalInput, missing: ArrivalKey[]): Effect[] {
  if (state.waiting.length >= config.limits.held) return refuse(state, arrival, 'CAUSES_MISSING');
  return letWait(state, arrival, missing, arrival.at + (config.causesWithin?.[arrival.source] ?? causesDeadline));
}

/** Lets an arrival in, unless it moves its source's watermark too far; then what has waited for it. */
function admit(config: StreamConfig, state: StreamTime, arrival: ArrivalInput): Effect[] {
  const contexts = contextsOf(config, state, arrival.source);
  // While it waited, the last version that declares its source may have been forgotten.
  if (contexts.length === 0) return refuse(state, arrival, 'SOURCE_UNKNOWN');
  const jump = firstJump(contexts, ({ policy }) => watermarkOf(policy, arrival.maxTime));
  if (jump) return hold(config, state, arrival, jump);
  return [...take(state, contexts, arrival), ...admitFreed(config, state, arrival)];
}

/** The jump by the oldest version for which there is one: a step that is too far by any version waits for a person. */
function firstJump(
  contexts: readonly SourceContext[],
  to: (context: SourceContext) => number | null,
): Jump | undefined {
  for (const context of contexts) {
    const jump = jumpTo(context.policy, context.source, to(context));
    if (jump) return jump;
  }
  return undefined;
}

const admitFreed = (config: StreamConfig, state: StreamTime, come: ArrivalKey & { readonly at: number }): Effect[] =>
  freedBy(state, come).flatMap((arrival) => {
    const { source, id } = arrival;
    const caused: Effect = { kind: 'caused', source, id, code: 'CAUSES_CAME' };
    return [caused, ...admit(config, state, { ...arrival, at: come.at })];
  });

function elapse(config: StreamConfig, state: StreamTime, at: number): Effect[] {
  const givenUp = overdue(state, at).flatMap((arrival) => refuse(state, arrival, 'CAUSES_MISSING'));
  return [...givenUp, ...feedsOf(config, state).flatMap((context) => fireDue(context, at))];
}

function exceedsLimits(
  config: StreamConfig,
  state: StreamTime,
  contexts: readonly FeedContext[],
  arrival: ArrivalInput,
): boolean {
  const { windowsPerArrival, openWindows } = config.limits;
  const total = (of: (context: FeedContext) => number) => contexts.reduce((sum, context) => sum + of(context), 0);
  const count = total((context) => touchedIn(context, arrival).count);
  if (count > windowsPerArrival) return true;
  const open = feedsOf(config, state).reduce((sum, { time }) => sum + time.open.length, 0);
  return open + count > openWindows && open + total((context) => opens(context, arrival)) > openWindows;
}

/** Assigns an arrival first, and only then lets it move its source's watermark. */
function take(state: StreamTime, contexts: readonly SourceContext[], arrival: ArrivalInput): Effect[] {
  const assigned = assign(state, contexts, arrival);
  const moved = contexts.flatMap((context) => {
    const { policy, source } = context;
    source.maxSeen = Math.max(source.maxSeen ?? arrival.maxTime, arrival.maxTime);
    return move(context, watermarkOf(policy, arrival.maxTime), arrival.at);
  });
  return [...assigned, ...moved];
}

function assert(config: StreamConfig, state: StreamTime, assertion: WatermarkInput): Effect[] {
  const contexts = contextsOf(config, state, assertion.source);
  if (contexts.length === 0) return refuse(state, assertion, 'SOURCE_UNKNOWN');
  const returned = hear(contexts, assertion);
  const jump = firstJump(contexts, () => assertion.time);
  return [...returned, ...(jump ? hold(config, state, assertion, jump) : accept(contexts, assertion))];
}

function accept(contexts: readonly SourceContext[], { source: name, id, time, at }: WatermarkInput): Effect[] {
  const regressed = contexts.map(({ source }) => source.watermark).filter((w) => w !== null && time < w);
  const effects = contexts.flatMap((context) => {
    const { source } = context;
    source.asserted = Math.max(source.asserted ?? time, time);
    return source.watermark === null || time >= source.watermark ? move(context, time, at) : [];
  });
  const watermark = regressed.at(-1);
  if (regressed.length < contexts.length || watermark === undefined || watermark === null) return effects;
  return [{ kind: 'regressed', source: name, id, code: 'WATERMARK_REGRESSED', asserted: time, watermark }];
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
  const { state, feed, time } = context;
  const sources = feed.sources.flatMap((name) => contextIn(state, context, name) ?? []);
  const next = combinedWatermark(
    time.watermark,
    sources.map(({ policy, source }) => ({ policy, time: source })),
  );
  return next === null || next === time.watermark ? [] : pass(context, next, at);
}

/** A source that speaks is not idle; that never moves a watermark, for it can only hold one back. */
function hear(contexts: readonly SourceContext[], heard: { source: string; at: number }): Effect[] {
  const idle = contexts.filter(({ source }) => source.idle);
  for (const { source } of contexts) source.silentSince = heard.at;
  for (const { source } of idle) source.idle = false;
  return idle.length === 0 ? [] : [{ kind: 'returned', source: heard.source, code: 'SOURCE_RETURNED' }];
}

function fallSilent(
  config: StreamConfig,
  state: StreamTime,
  { source, at, version }: Extract<Input, { kind: 'idle' }>,
): Effect[] {
  const silent = contextsOf(config, state, source).filter(
    (context) => !context.source.idle && (version === undefined || context.version === version),
  );
  for (const context of silent) context.source.idle = true;
  if (silent.length === 0) return [];
  return [{ kind: 'idle', source, code: 'SOURCE_IDLE' }, ...silent.flatMap((context) => follow(context, at))];
}

function hold({ limits }: StreamConfig, state: StreamTime, announced: Held, jump: Jump): Effect[] {
  const { kind, source, id } = announced;
  if (state.held.some((h) => h.kind === kind && h.source === source && h.id === id)) return [];
  if (state.held.length >= limits.held) return refuse(state, announced, 'WATERMARK_JUMP');
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
  if (!held) return [{ kind: 'refused', source, id, code: 'NOT_FOUND' }];
  state.held = state.held.filter((h) => h !== held);
  if (answer.kind === 'refuse') return refuse(state, held, 'HOLD_REJECTED');
  const contexts = contextsOf(config, state, source);
  if (contexts.length === 0) return refuse(state, held, 'SOURCE_UNKNOWN');
  const effects =
    held.kind === 'arrival'
      ? [...take(state, contexts, { ...held, at }), ...admitFreed(config, state, { ...held, at })]
      : accept(contexts, { ...held, at });
  return [{ kind: 'released', source, id, code: 'HOLD_RELEASED' }, ...effects];
}

function refuse(state: StreamTime, announced: Held, code: Code): Effect[] {
  if (announced.kind === 'arrival') exclude(state, announced.ordinal);
  return [{ kind: 'refused', source: announced.source, id: announced.id, code }];
}
