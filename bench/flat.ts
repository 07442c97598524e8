import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArrivalActivities } from '#activities/arrivals/activities.ts';
import { digestOf } from '#domain/digest.ts';
import { streamConfig } from '#domain/time/config.ts';
import { type ArrivalRecord, mergeable, replaceMerged, retire } from '#domain/time/record.ts';
import { beginStream, type StreamTime } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { neededFrom } from '#domain/time/versions.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { ms, quantile, times } from './figures.ts';

const hour = 3_600_000;
/** What comes for a window: in time, late, and repeats of both. */
const arrivals = { first: 20, late: 2, repeats: 3 } as const;
const source = 'events';
/** So many windows from an index on are measured, in turns with those from the other. */
const measured = 200;

const config = streamConfig({
  sources: { [source]: { watermark: { maxDisorder: 0, required: false } } },
  windows: { align: [source], size: hour, offset: 0, allowedLateness: 48 * hour, late: { every: 'arrival' } },
});

/** What a stream knows, as far as time and keys go. */
interface State extends ArrivalRecord {
  readonly time: StreamTime;
  nextOrdinal: number;
}

/**
 * A stream's own work for a window, from the announcements to the fired pane, at index 100 and at a late one, in turns: keys are
 * looked up and recorded in a folder, time moves on, segments are retired and merged, and the state is written down.
 */
export async function measureFlatness(windows: number, say: (line: string) => void): Promise<string[]> {
  const [early, late] = [await openStream(), await openStream()];
  try {
    for (let index = 0; index < 100; index += 1) await early.next();
    for (let index = 0; index < windows; index += 1) {
      await late.next();
      if (index > 0 && index % 2_000 === 0) say(`flat cost, window ${index} of ${windows}`);
    }
    const costs = { early: [] as number[], late: [] as number[] };
    for (let turn = 0; turn < measured; turn += 1) {
      costs.early.push(await early.next());
      costs.late.push(await late.next());
    }
    return tableOf(costs, { early: early.bytes(), late: late.bytes() }, windows);
  } finally {
    await early.close();
    await late.close();
  }
}

/** A stream without Temporal, over a folder of its own. */
async function openStream() {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-flat-'));
  const artifacts = await openArtifactStore(folder);
  const activities = createArrivalActivities({ artifacts, segments: openSegments(artifacts) });
  const state: State = { time: beginStream(config, 0), segments: [], retired: [], forgotten: null, nextOrdinal: 0 };
  let index = 0;
  let bytes = 0;
  return {
    bytes: () => bytes,
    close: () => rm(folder, { recursive: true, force: true }),
    /** Takes the next window; what it cost, in milliseconds. */
    async next(): Promise<number> {
      const begun = performance.now();
      const fired = await takeWindow(state, activities, index);
      bytes = JSON.stringify(state).length;
      const cost = performance.now() - begun;
      if (index > 48 && fired !== 1 + arrivals.late) throw new Error(`window ${index} fired ${fired} panes`);
      index += 1;
      return cost;
    },
  };
}

async function takeWindow(
  state: State,
  activities: ReturnType<typeof createArrivalActivities>,
  index: number,
): Promise<number> {
  const { announcements, segment } = await activities.classifyArrivals({
    messages: [{ announcements: announcementsFor(index) }],
    segments: state.segments.map(({ digest }) => digest),
    sources: [source],
    nextOrdinal: state.nextOrdinal,
  });
  if (segment) {
    state.segments.push(segment);
    state.nextOrdinal = segment.lastOrdinal + 1;
  }
  let fired = 0;
  for (const announcement of announcements) {
    if (announcement.kind !== 'arrival') continue;
    const { id, minTime, maxTime, rows, ordinal } = announcement;
    const input = { kind: 'arrival', source, id, minTime, maxTime, rows, ordinal, at: 0 } as const;
    fired += advance(config, state.time, input).filter(({ kind }) => kind === 'fire').length;
  }
  const before = neededFrom(config, state.time);
  retire(state, before);
  const smallest = mergeable(state);
  if (smallest.length > 0) {
    const segments = smallest.map(({ digest }) => digest);
    replaceMerged(
      state,
      smallest,
      await activities.mergeSegments({ segments, ...(Number.isFinite(before) && { before }) }),
    );
  }
  return fired;
}

function announcementsFor(index: number) {
  const start = index * hour;
  const old = Math.max(0, index - 24);
  return [
    ...Array.from({ length: arrivals.repeats }, (_, i) =>
      arrivalOf(`${Math.max(0, index - 2)}/${i}`, Math.max(0, index - 2) * hour + i),
    ),
    ...Array.from({ length: arrivals.late }, (_, i) => arrivalOf(`late/${index}/${i}`, old * hour + i)),
    ...Array.from({ length: arrivals.first }, (_, i) => arrivalOf(`${index}/${i}`, start + i)),
  ];
}

function arrivalOf(id: string, at: number) {
  const digest = digestOf(id);
  const times = { minTime: at, maxTime: at };
  const batch = { uri: `artifact:${digest}`, digest, rows: 10, bytes: 1_000, format: 'parquet' } as const;
  return { kind: 'arrival' as const, source, id, ...batch, ...times, producedBy: { name: 'bench' } };
}

interface Both<T> {
  readonly early: T;
  readonly late: T;
}

function tableOf(costs: Both<readonly number[]>, bytes: Both<number>, windows: number): string[] {
  const mean = (figures: readonly number[]) => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const row = (index: number, which: keyof Both<unknown>) =>
    `| ${index.toLocaleString('en')} | ${ms(quantile(costs[which], 0.5))} | ${ms(mean(costs[which]))} | ${(bytes[which] / 1_024).toFixed(1)} KB |`;
  const ratio = (of: (figures: readonly number[]) => number) => times(of(costs.late) / of(costs.early));
  return [
    "A stream's own work for a window of 20 arrivals, two late ones and three repeats, 48 windows open for late data: keys looked up and",
    `recorded, time moved on, panes fired, segments retired and merged, the state written down. ${measured} windows from each index on, in turns.`,
    '',
    '| window | p50 | mean | state |',
    '|---|---|---|---|',
    row(100, 'early'),
    row(windows, 'late'),
    `| ratio | ${ratio((figures) => quantile(figures, 0.5))} | ${ratio(mean)} | ${times(bytes.late / bytes.early)} |`,
  ];
}
