import type { Decision } from '#contracts/decision.ts';
import { idleDeadlines } from '#domain/time/explain.ts';
import { advance } from '#domain/time/stream.ts';
import { record } from './effects.ts';
import type { StreamState } from './state.ts';

/** A timer that fires later than this was held up by an outage, which looks like silence and is none. */
const outage = 60_000;

/** Wall time until the next source would count as idle; undefined while none can. */
export function untilIdle(state: StreamState, now: number): number | undefined {
  if (state.paused) return undefined;
  const [next] = idleDeadlines(state.policy.config, state.time);
  return next && Math.max(1, next.at - now);
}

/** Leaves out the sources whose time is up; after an outage their silence counts anew. */
export function markIdle(state: StreamState, now: number): Decision[] {
  const { config } = state.policy;
  return idleDeadlines(config, state.time)
    .filter(({ at }) => at <= now)
    .flatMap(({ source, at }) => {
      const kind = now - at > outage ? 'rearm' : 'idle';
      return record(state, advance(config, state.time, { kind, source, at: now }));
    });
}

/** Silence counts anew for all sources: the stream itself was not listening. */
export const rearmAll = (state: StreamState, now: number): void => {
  advance(state.policy.config, state.time, { kind: 'rearm', at: now });
};
