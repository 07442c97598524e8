import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScheduleLine } from '#contracts/schedule.ts';
import { type StreamConfig, streamConfig } from '#domain/time/config.ts';
import { beginDryRun, type Outcome } from '#domain/time/dry-run.ts';
import type { ArrivalInput } from '#domain/time/effects.ts';
import { anyConfig, anySchedule, lineOf, sayable } from '#test/support/data/schedules.ts';
import { NaiveModel } from './naive-model.ts';

const comparable = (outcome: Outcome) =>
  'pane' in outcome ? { ...outcome.pane, arrivals: [...outcome.pane.arrivals].sort() } : Object.keys(outcome)[0];

/** What the naive model says of a step, as the dry run would. */
function expectedAt(naive: NaiveModel, { grid }: StreamConfig, step: number): unknown[] {
  return naive.linesAt(step).flatMap((line): unknown[] => {
    if ('pane' in line) {
      const { start, index, timing, arrivals } = line.pane;
      return [{ start, end: start + grid.size, index, timing, arrivals }];
    }
    return 'expired' in line || 'held' in line ? Object.keys(line).slice(0, 1) : [];
  });
}

/** Far quicker than `toEqual`, which tells what differs. */
function expectSame(actual: unknown, expected: unknown, step: number): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual, `step ${step}`).toEqual(expected);
}

const another = ({ id, source, minTime, maxTime }: ArrivalInput): ScheduleLine => ({
  arrive: { id, source, minTime, maxTime, digest: 'another' },
});

const kindOf = ({ grid, feeds }: StreamConfig): string[] => [
  grid.period === grid.size ? 'tumbling' : grid.period < grid.size ? 'sliding' : 'with gaps',
  ...(grid.offset === 0 ? [] : ['offset']),
  ...((feeds[0]?.sources.length ?? 0) > 1 ? ['several aligned'] : []),
];

const schedules = Number(process.env.TIDEGATE_SCHEDULES ?? 10_000);

test('gives the panes of the model that recomputes everything, and repeats change nothing', {
  timeout: 600_000,
}, () => {
  const seen = new Map<string, number>();
  const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);
  fc.assert(
    fc.property(anyConfig, anySchedule, fc.integer({ min: 1, max: 9 }), (config, all, repeated) => {
      const inputs = sayable(all);
      const naive = new NaiveModel(config, inputs);
      const run = beginDryRun(config);
      kindOf(config).forEach(count);
      inputs.forEach((input, step) => {
        // The model says nothing of what a person refuses, nor of an answer to what is not held.
        const outcomes = run.play(lineOf(input)).filter((outcome) => !('refused' in outcome));
        expectSame(outcomes.map(comparable), expectedAt(naive, config, step), step);
        for (const outcome of outcomes) {
          count('pane' in outcome ? outcome.pane.timing : (Object.keys(outcome)[0] ?? ''));
          if ('pane' in outcome && outcome.pane.start < 0) count('before 1970');
        }
        const again = inputs[step - repeated];
        if (again?.kind === 'arrival') {
          const { id } = again;
          expectSame(run.play(lineOf(again)), [{ duplicate: { id } }], step);
          expectSame(run.play(another(again)), [{ conflict: { id } }], step);
        }
      });
    }),
    { numRuns: schedules },
  );
  const kinds = ['tumbling', 'sliding', 'with gaps', 'offset', 'several aligned', 'before 1970'];
  for (const name of [...kinds, 'on-time', 'late', 'expired', 'held']) {
    expect(seen.get(name), `${name} is tried too rarely`).toBeGreaterThan(schedules / 15);
  }
});

const spec = {
  sources: { a: { watermark: { maxDisorder: 0, required: false } } },
  windows: { align: ['a'], size: 10, offset: 0, allowedLateness: 5, late: { every: 'arrival' as const } },
};
const arrive = (id: string, minTime: number, maxTime = minTime, source = 'a') => ({
  arrive: { id, source, minTime, maxTime },
});
const played = (...lines: ScheduleLine[]) => {
  const run = beginDryRun(streamConfig(spec));
  return lines.map((line) => run.play(line));
};

test('a watermark that passes a window and its lateness at once fires it on time', () => {
  expect(played(arrive('1', 3), { watermark: { source: 'a', time: 1_000 } })[1]).toEqual([
    { pane: { start: 0, end: 10, index: 0, timing: 'on-time', arrivals: ['1'] } },
  ]);
});

test('a window that is first filled after its end fires its first pane late, with index 0', () => {
  expect(played(arrive('1', 12), arrive('2', 3))[1]).toEqual([
    { pane: { start: 0, end: 10, index: 0, timing: 'late', arrivals: ['2'] } },
  ]);
});

test('what is of no declared source, reversed in time or over too many windows is refused with a code', () => {
  expect(played(arrive('1', 3, 3, 'b'), arrive('2', 4, 3), arrive('3', -1e15, 1e15))).toEqual([
    [{ refused: { id: '1', code: 'SOURCE_UNKNOWN' } }],
    [{ refused: { id: '2', code: 'ARRIVAL_TIME_REVERSED' } }],
    [{ refused: { id: '3', code: 'WINDOWS_TOO_MANY' } }],
  ]);
});

test('a correction takes the place of what it supersedes: the next pane of a window that fired is without it', () => {
  const correction = { arrive: { id: '3', source: 'a', minTime: 4, maxTime: 4, supersedes: '1' } };
  expect(played(arrive('1', 3), arrive('2', 12), correction)[2]).toEqual([
    { superseded: { id: '1', by: '3' } },
    { pane: { start: 0, end: 10, index: 1, timing: 'late', arrivals: ['3'] } },
  ]);
});

test('what must come after another waits for it', () => {
  const after = { arrive: { id: '2', source: 'a', minTime: 30, maxTime: 30, after: [{ source: 'a', id: '1' }] } };
  expect(played(after, arrive('1', 3))).toEqual([
    [{ waiting: { id: '2' } }],
    [{ pane: { start: 0, end: 10, index: 0, timing: 'on-time', arrivals: ['1'] } }],
  ]);
});

test('what would move the watermark too far is in no pane until it is released', () => {
  const bounded = { ...spec, sources: { a: { watermark: { maxDisorder: 0, required: false, maxAdvance: 20 } } } };
  const run = beginDryRun(streamConfig(bounded));
  const told = [arrive('1', 3), arrive('2', 90), { release: { source: 'a', id: '2' } }].map((line) => run.play(line));
  expect(told).toEqual([
    [],
    [{ held: { id: '2', code: 'WATERMARK_JUMP' } }],
    [{ pane: { start: 0, end: 10, index: 0, timing: 'on-time', arrivals: ['1'] } }],
  ]);
});

test('by another spec from a window on, the windows before it stay as they were', () => {
  const wider = { ...spec, windows: { ...spec.windows, size: 20, allowedLateness: 0 } };
  const run = beginDryRun(streamConfig(spec), { config: streamConfig(wider), from: 20 });
  const lines = [arrive('1', 3), arrive('2', 35), arrive('3', 25), arrive('4', 41), arrive('5', 30)];
  expect(lines.flatMap((line) => run.play(line))).toEqual([
    { pane: { start: 0, end: 10, index: 0, timing: 'on-time', arrivals: ['1'] } },
    { pane: { start: 20, end: 40, index: 0, timing: 'on-time', arrivals: ['2', '3'] } },
    { expired: { id: '5' } },
  ]);
});
