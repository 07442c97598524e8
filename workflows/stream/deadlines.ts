// What is due by the clock: sources that fell silent, throttled panes, arrivals whose causes do not come.

import type { Decision } from '#contracts/decision.ts';
import { idleDeadlines, nextElapse } from '#domain/time/deadlines.ts';
import { advance } from '#domain/time/stream.ts';
import { record } from './effects.ts';
import type { StreamState } from './state.ts';

/** A timer that fires later than this was held up by an outage, which looks like silence and is none. */
const outage = 60_000;

/** Wall time until something is due by itself; undefined while nothing can be. */
export function untilDeadline(state: StreamState, now: number): number | undefined {
  if (state.paused) return undefined;
  const [idle] = idleDeadlines(state.policy.config, state.time);
  const next = Math.min(idle?.at ?? Number.POSITIVE_INFINITY, nextElapse(state.time) ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(next) ? Math.max(1, next - now) : undefined;
}

/** Does what is due; of sources whose time is up, those whose silence was an outage of ours count it anew. */
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

/** Silence counts anew for all sources: the stream itself was not listening. */
export const rearmAll = (state: StreamState, now: number): void => {
  advance(state.policy.config, state.time, { kind: 'rearm', at: now });
};
