import type { StreamConfig } from './config.ts';
import type { StreamTime } from './state.ts';

/** Wall time at which a source would count as idle, if it stayed silent. */
export function idleAt(config: StreamConfig, state: StreamTime, source: string): number | undefined {
  const time = state.sources[source];
  const after = config.sources[source]?.idleAfter;
  return time === undefined || time.idle || after === undefined ? undefined : time.silentSince + after;
}

/** The idle timeouts that run, the earliest first: for each the stream keeps a durable timer. `at`: wall time. */
export function idleDeadlines(
  config: StreamConfig,
  state: StreamTime,
): { readonly source: string; readonly at: number }[] {
  return Object.keys(config.sources)
    .map((source) => ({ source, at: idleAt(config, state, source) }))
    .filter((d): d is { source: string; at: number } => d.at !== undefined)
    .sort((a, b) => a.at - b.at);
}

/** Wall time at which `elapsed` has something to do: a throttled pane, or an arrival whose causes do not come. */
export function nextElapse({ feeds, waiting }: StreamTime): number | undefined {
  let next: number | undefined;
  const consider = (at: number | undefined) => {
    if (at !== undefined && (next === undefined || at < next)) next = at;
  };
  for (const { until } of waiting) consider(until);
  for (const { open } of Object.values(feeds)) for (const { due } of open) consider(due);
  return next;
}
