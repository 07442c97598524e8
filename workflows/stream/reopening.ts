import type { CodeName } from '#contracts/codes.ts';
import type { Decision } from '#contracts/decision.ts';
import { feedOf } from '#domain/time/config.ts';
import type { Superseded } from '#domain/time/effects.ts';
import { expiredRanges, withRange } from '#domain/time/exceptions.ts';
import { advance } from '#domain/time/stream.ts';
import { lastStart } from '#domain/time/windows.ts';
import { arrivalActivities } from '../policies.ts';
import { record } from './effects.ts';
import type { Readmission, Reopened, Rewinding } from './messages.ts';
import { remember } from './segments.ts';
import type { StreamState } from './state.ts';

interface Answered {
  readonly answer: Reopened;
  readonly decisions: Decision[];
}

/** Sets a source's watermark back, as far as what came for the windows is still known. */
export async function rewindStream(state: StreamState, { source, to, by }: Rewinding): Promise<Answered> {
  const { config } = state.policy;
  const feed = feedOf(config, source);
  const watermark = state.time.sources[source]?.watermark ?? null;
  if (!feed || watermark === null || to >= watermark) return refused(state, 'REWIND_REFUSED');
  const after = to - feed.lateness;
  if (state.forgotten !== null && after < state.forgotten) return refused(state, 'REWIND_REFUSED');
  const windows = await arrivalActivities.recountWindows({
    segments: digestsOf(state),
    feeds: [feed],
    grid: config.grid,
    except: state.time.excluded,
    after,
    most: config.limits.openWindows,
  });
  if (windows === null) return refused(state, 'WINDOWS_TOO_MANY');
  const effects = advance(config, state.time, { kind: 'rewind', source, to, windows, at: Date.now() });
  remember(state, after - config.grid.size);
  const reopened = effects.find((effect) => effect.kind === 'rewound');
  const decisions = record(state, effects, by);
  return { answer: answerOf(state, 'WATERMARK_REWOUND', reopened?.windows ?? 0), decisions };
}

/** Lets an expired arrival into its windows: one more pane of each. */
export async function readmitArrival(state: StreamState, { source, id, by }: Readmission): Promise<Answered> {
  const { config } = state.policy;
  const feed = feedOf(config, source);
  const arrival = await arrivalActivities.findArrival({ source, id, segments: digestsOf(state) });
  if (!feed || !arrival) return refused(state, 'ARRIVAL_NOT_EXPIRED');
  const from = lastStart(arrival.minTime - config.grid.size, config.grid) + config.grid.period;
  if (state.forgotten !== null && from + config.grid.size <= state.forgotten) return refused(state, 'REWIND_REFUSED');
  const windows = await arrivalActivities.recountWindows({
    segments: digestsOf(state),
    feeds: [feed],
    grid: config.grid,
    except: exceptFor(state, arrival),
    after: from + config.grid.size - 1,
    to: arrival.maxTime + 1,
    most: config.limits.openWindows,
  });
  const effects = advance(config, state.time, {
    kind: 'readmit',
    ...arrival,
    windows: windows ?? [],
    at: Date.now(),
  });
  const panes = effects.filter(({ kind }) => kind === 'fire').length;
  const decisions = record(state, effects, by);
  return { answer: answerOf(state, panes > 0 ? 'ARRIVAL_READMITTED' : 'ARRIVAL_NOT_EXPIRED', panes), decisions };
}

const exceptFor = ({ time }: StreamState, { ordinal }: Superseded) =>
  withRange(expiredRanges(time).reduce(withRange, time.excluded), [ordinal, ordinal]);

const digestsOf = ({ segments, retired }: StreamState) => [...retired, ...segments].map(({ digest }) => digest);

const answerOf = ({ forgotten }: StreamState, code: CodeName, windows: number): Reopened => ({
  code,
  windows,
  forgotten,
});

const refused = (state: StreamState, code: CodeName): Answered => ({ answer: answerOf(state, code, 0), decisions: [] });
