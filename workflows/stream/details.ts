// What a stream shows of itself: to a query, and in Temporal's UI.

import { formatInstant } from '#contracts/time.ts';
import { explain, type FeedStanding } from '#domain/time/explain.ts';
import { formerInForce } from '#domain/time/versions.ts';
import type * as messages from './messages.ts';
import type { StreamState } from './state.ts';

/** What a stream says of itself. */
export function viewOf(state: StreamState): messages.StreamView {
  const { policy, time } = state;
  return {
    pipeline: policy.pipeline,
    partition: policy.partition,
    spec: policy.spec,
    paused: state.paused,
    drained: state.drained,
    backlog: state.inbox.length,
    panesOpen: state.panes.length,
    arrivals: state.nextOrdinal,
    segments: state.segments.length,
    former: formerInForce(time).map(({ until, policy: { spec } }) => ({ spec, until })),
    from: time.from,
    standing: explain(policy.config, time),
    asked: state.panes.flatMap(({ fire: { feed, window, pane }, asked }) =>
      asked ? [{ ...asked, feed, window, pane }] : [],
    ),
  };
}

/** For Temporal's UI: how far each feed is, which window waits first, and for whom since when. */
export function streamDetails({ policy, time, panes }: StreamState): string {
  return [
    '| feed | watermark | open windows | the first that waits | waits for |',
    '|---|---|---|---|---|',
    ...explain(policy.config, time, 1).feeds.map(rowOf),
    '',
    `${panes.length} panes at their gates`,
  ].join('\n');
}

function rowOf({ feed, watermark, open, windows }: FeedStanding): string {
  const waiting = windows.find(({ phase }) => phase === 'waiting');
  const span = waiting && `${formatInstant(waiting.window.start)} to ${formatInstant(waiting.window.end)}`;
  const holders = waiting?.heldBy.map(({ source, since }) => `${source}, since ${formatInstant(since)}`).join('; ');
  return `| ${feed} | ${watermark === null ? '–' : formatInstant(watermark)} | ${open} | ${span ?? '–'} | ${holders || '–'} |`;
}
