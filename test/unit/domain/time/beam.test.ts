import { expect, test } from 'vitest';
import { streamConfig } from '#domain/time/config.ts';
import { beginDryRun, type FiredPane, type Outcome } from '#domain/time/dry-run.ts';

/**
 * Published cases of Apache Beam that have a meaning here: fixed windows, the default trigger (or `AfterWatermark` with a
 * late firing for each element), panes that accumulate. One element is one arrival, named by its time (where several have
 * one time, theirs are one apart), and a watermark is an assertion.
 *
 * Left out, for what they are about does not exist here: sessions (windows that merge); discarding panes; early firings,
 * by count or processing time, and triggers that finish (`AfterCount`, `AfterFirst`, `AfterEach`, `Never`); the timestamp of
 * an output and holds of an output watermark (`timestamp_combiner`, `getWatermarkHold`); final and empty panes
 * (`ClosingBehavior`); transcripts that are themselves wrong (`bad_output`, …); the global window. No published transcript
 * of a trigger has sliding windows: how instants fall into those is in windows.test.ts.
 */
interface Case {
  readonly name: string;
  readonly size: number;
  readonly lateness: number;
  readonly steps: readonly Step[];
}
type Step =
  | { readonly input: readonly number[]; readonly expect?: readonly Line[] }
  | { readonly watermark: number; readonly expect?: readonly Line[] };
/** `[start, arrivals, index, timing]`, or the id of an arrival that expired. */
type Line = readonly [start: number, arrivals: readonly string[], index: number, timing: FiredPane['timing']] | string;

/** Where a transcript says nothing of lateness, windows are open for ever. */
const forever = 1e9;
const minutes = 60_000;

// https://github.com/apache/beam/blob/22a3e5b126192bb3c3b73e73e28ad252978c895c/sdks/python/apache_beam/testing/data/trigger_transcripts.yaml
const transcripts: readonly Case[] = [
  {
    name: 'fixed_default',
    size: 10,
    lateness: forever,
    steps: [
      { input: [1, 2, 3, 10, 11] },
      {
        watermark: 25,
        expect: [
          [0, ['1', '2', '3'], 0, 'on-time'],
          [10, ['10', '11'], 0, 'on-time'],
        ],
      },
    ],
  },
  {
    name: 'fixed_default_late_data',
    size: 10,
    lateness: forever,
    steps: [
      { input: [1, 2, 3, 10, 11, 25] },
      {
        watermark: 100,
        expect: [
          [0, ['1', '2', '3'], 0, 'on-time'],
          [10, ['10', '11'], 0, 'on-time'],
          [20, ['25'], 0, 'on-time'],
        ],
      },
      { input: [7], expect: [[0, ['1', '2', '3', '7'], 1, 'late']] },
    ],
  },
  {
    name: 'known_late_data_watermark',
    size: 10,
    lateness: forever,
    steps: [
      { watermark: 5 },
      { input: [2, 3, 7, 8] },
      { watermark: 11, expect: [[0, ['2', '3', '7', '8'], 0, 'on-time']] },
    ],
  },
  {
    name: 'known_late_data_no_watermark_hold_possible',
    size: 10,
    lateness: forever,
    steps: [{ watermark: 8 }, { input: [2, 3, 7] }, { watermark: 11, expect: [[0, ['2', '3', '7'], 0, 'on-time']] }],
  },
];

const unitTests: readonly Case[] = [
  // https://github.com/apache/beam/blob/0067f0f689f75d29fa19dad9340a60864c999b82/sdks/python/apache_beam/transforms/trigger_test.py
  {
    name: 'TriggerTest.test_fixed_watermark',
    size: 10,
    lateness: forever,
    steps: [
      { input: [1, 2, 13] },
      {
        watermark: 100,
        expect: [
          [0, ['1', '2'], 0, 'on-time'],
          [10, ['13'], 0, 'on-time'],
        ],
      },
    ],
  },
  // https://github.com/apache/beam/blob/010272b08c977da959dd8d93e5645691bdda02e1/runners/core-java/src/test/java/org/apache/beam/runners/core/ReduceFnRunnerTest.java
  {
    name: 'ReduceFnRunnerTest.testOnlyOneOnTimePane',
    size: 10,
    lateness: 100,
    steps: [
      { watermark: 0 },
      { input: [1] },
      { watermark: 10, expect: [[0, ['1'], 0, 'on-time']] },
      { input: [3], expect: [[0, ['1', '3'], 1, 'late']] },
    ],
  },
  {
    name: 'ReduceFnRunnerTest.testFixedWindowsEowAndGcTogetherFireIfNonEmpty',
    size: 10,
    lateness: 50,
    steps: [{ watermark: 0 }, { input: [1] }, { watermark: 100, expect: [[0, ['1'], 0, 'on-time']] }],
  },
  {
    name: 'ReduceFnRunnerTest.testCombiningAccumulatingEventTime',
    size: 100,
    lateness: 1,
    steps: [{ input: [2, 5] }, { watermark: 1_000, expect: [[0, ['2', '5'], 0, 'on-time']] }],
  },
  // https://github.com/apache/beam/blob/07bce0833729cdfd6989a9946e11a082cac9a0af/sdks/java/core/src/test/java/org/apache/beam/sdk/testing/TestStreamTest.java
  // Elements of one bundle are one late pane or several there; here each fires one.
  {
    name: 'TestStreamTest.testLateDataAccumulating',
    size: 5 * minutes,
    lateness: 5 * minutes,
    steps: [
      { input: [0, 1, 2] },
      { watermark: 6 * minutes, expect: [[0, ['0', '1', '2'], 0, 'on-time']] },
      {
        input: [3, 4],
        expect: [
          [0, ['0', '1', '2', '3'], 1, 'late'],
          [0, ['0', '1', '2', '3', '4'], 2, 'late'],
        ],
      },
      { watermark: 20 * minutes },
      { input: [5, 6, 7], expect: ['5', '6', '7'] },
    ],
  },
  {
    name: 'TestStreamTest.testFirstElementLate',
    size: 1_000,
    lateness: 5_000,
    steps: [
      { watermark: 0 },
      { input: [-1_000_000], expect: ['-1000000'] },
      { input: [100] },
      { watermark: 1e9, expect: [[0, ['100'], 0, 'on-time']] },
    ],
  },
  // https://github.com/apache/beam/blob/12a73e29330851eb27b964d5815700c4f76adb42/runners/core-java/src/test/java/org/apache/beam/runners/core/LateDataDroppingDoFnRunnerTest.java
  {
    name: 'LateDataDroppingDoFnRunnerTest.testLateDataFilter',
    size: 10,
    lateness: 0,
    steps: [{ watermark: 15 }, { input: [13, 5, 16, 18], expect: ['5'] }],
  },
];

test.for([...transcripts, ...unitTests])('Apache Beam, $name', ({ size, lateness, steps }) => {
  const run = beginDryRun(
    streamConfig({
      sources: { a: { watermark: { asserted: true, required: false } } },
      windows: { align: ['a'], size, offset: 0, allowedLateness: lateness, late: { every: 'arrival' } },
    }),
  );
  for (const step of steps) {
    const outcomes =
      'watermark' in step
        ? run.play({ watermark: { source: 'a', time: step.watermark } })
        : step.input.flatMap((time) =>
            run.play({ arrive: { id: `${time}`, source: 'a', minTime: time, maxTime: time } }),
          );
    expect(outcomes.map((outcome) => lineOf(outcome, size))).toEqual(step.expect ?? []);
  }
});

function lineOf(outcome: Outcome, size: number): unknown {
  if ('expired' in outcome) return outcome.expired.id;
  if (!('pane' in outcome)) return outcome;
  const { start, end, index, timing, arrivals } = outcome.pane;
  expect(end - start).toBe(size);
  return [start, arrivals, index, timing];
}
