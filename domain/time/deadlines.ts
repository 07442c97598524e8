import type { StreamConfig } from './config.ts';
import type { Clock, StreamTime } from './state.ts';
import { versionsOf } from './versions.ts';

/** Wall time at which a source would count as idle, if it stayed silent. */
export function idleAt(config: StreamConfig, { sources }: Clock, source: string): number | undefined {
  const time = sources[source];
  const after = config.sources[source]?.idleAfter;
  return time === undefined || time.idle || after === undefined ? undefined : time.silentSince + after;
}

/** When a source would count as idle, by which version of the spec. `at`: wall time. */
export interface IdleDeadline {
  readonly source: string;
  readonly at: number;
  readonly version: number | null;
}

/** The idle timeouts that run, the earliest first: for each the stream keeps a durable timer. */
export const idleDeadlines = (newest: StreamConfig, state: StreamTime): IdleDeadline[] =>
  versionsOf(newest, state)
    .flatMap(({ config, clock, version }) =>
      Object.keys(config.sources).flatMap((source): IdleDeadline[] => {
        const at = idleAt(config, clock, source);
        return at === undefined ? [] : [{ source, at, version }];
      }),
    )
    .sort((a, b) => a.at - b.at);

/** Wall time at which `elapsed` has something to do: a throttled pane, or an arrival whose causes do not come. */
export function nextElapse({ feeds, former, waiting }: StreamTime): number | undefined {
  let next: number | undefined;
  const consider = (at: number | undefined) => {
    if (at !== undefined && (next === undefined || at < next)) next = at;
  };
  for (const { until } of waiting) consider(until);
  for (const each of [...former.map(({ inForce }) => inForce?.clock?.feeds ?? {}), feeds])
    for (const { open } of Object.values(each)) for (const { due } of open) consider(due);
  return next;
}
