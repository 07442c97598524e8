// What is due by the clock: sources that fell silent, throttled panes, arrivals whose causes do not come.

import type { Decision } from '#contracts/decision.ts';
import { idleDeadlines, nextElapse } from '#domain/time/deadlines.ts';
import { advance } from '#domain/time/stream.ts';
import { record } from './effects.ts';
import type { StreamState } from './state.ts';

/** Milliseconds of delay after which a timer is taken to have been held up by an outage, during which silence proves nothing. */
const outage = 60_000;

/** Milliseconds until the next deadline; undefined if there is none, or while the stream is paused. */
export function untilDeadline(state: StreamState, now: number): number | undefined {
  if (state.paused) return undefined;
  const [idle] = idleDeadlines(state.policy.config, state.time);
  const next = Math.min(idle?.at ?? Number.POSITIVE_INFINITY, nextElapse(state.time) ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(next) ? Math.max(1, next - now) : undefined;
}

/** Handles all deadlines that have passed. A source becomes idle, unless our own outage delayed the timer: then its silence is counted anew. */
export function meetDeadlines(state: StreamState, now: number): Decision[] {
  const { config } = state.policy;
  const idle = idleDeadlines(config, state.time)
    .filter(({ at }) => at <= now)
    .flatMap(({ source, at, version }) => {
      const kind = now - at > outage ? 'rearm' : 'idle';
      return record(state, advance(config, state.time, { kind, source, at: now, version }));
    });
  if ((nextElapse(state.time) ?? Number.POSITIVE_INFINITY) > now) return idle;
  return [...idle, ...record(state, advance(config, state.time, { kind: 'elapsed', at: now }))];
}

/** Restarts the idle timeout of all sources, after a time in which the stream itself was not listening. */
export const rearmAll = (state: StreamState, now: number): void => {
  advance(state.policy.config, state.time, { kind: 'rearm', at: now });
};
