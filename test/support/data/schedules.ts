import fc from 'fast-check';
import type { ScheduleLine } from '#contracts/schedule.ts';
import { dataFeed } from '#contracts/window.ts';
import { defaultLimits, type StreamConfig } from '#domain/time/config.ts';
import type { Input } from '#domain/time/effects.ts';

/** Random configurations and schedules, small enough that windows fire, refine and expire often. */
const names = ['a', 'b', 'c'] as const;

const policy = fc
  .record({
    asserted: fc.boolean(),
    maxDisorder: fc.integer({ min: 0, max: 12 }),
    required: fc.boolean(),
    maxAdvance: fc.option(fc.integer({ min: 5, max: 60 }), { nil: undefined }),
  })
  .map(({ asserted, maxDisorder, required, maxAdvance }) => ({
    ...(asserted ? { asserted: true as const } : { maxDisorder }),
    required,
    ...(maxAdvance !== undefined && { maxAdvance }),
  }));

export const anyConfig: fc.Arbitrary<StreamConfig> = fc
  .record({
    size: fc.integer({ min: 1, max: 20 }),
    period: fc.integer({ min: 1, max: 24 }),
    offset: fc.integer({ min: -23, max: 23 }),
    aligned: fc.constantFrom(1, 1, 2, 3),
    latenesses: fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 3, maxLength: 3 }),
    policies: fc.tuple(policy, policy, policy),
  })
  .map(({ size, period: anyPeriod, offset, aligned, latenesses, policies }) => {
    const period = anyPeriod < 3 ? size : anyPeriod;
    const others = names.slice(aligned).map((name, i) => ({ name, sources: [name], lateness: latenesses[i] ?? 0 }));
    return {
      grid: { size, period, offset: offset % period },
      sources: Object.fromEntries(names.map((name, i) => [name, policies[i] ?? policies[0]])),
      feeds: [{ name: dataFeed, sources: names.slice(0, aligned), lateness: latenesses[2] ?? 0 }, ...others],
      limits: defaultLimits,
    };
  });

const source = fc.constantFrom(...names);
const drift = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -15, max: 15 }) },
  { weight: 1, arbitrary: fc.integer({ min: -70, max: 60 }) },
);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('arrival' as const),
      source,
      drift,
      length: fc.integer({ min: 0, max: 25 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('watermark' as const), source, drift }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('idle' as const), source }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('release' as const, 'refuse' as const),
      back: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

/** Inputs around an event time that goes forward, from before 1970 to after it. */
export const anySchedule: fc.Arbitrary<Input[]> = fc
  .array(step, { minLength: 1, maxLength: 30, size: 'max' })
  .map((steps) => {
    let ordinal = 0;
    return steps.map((s, at): Input => {
      const now = at * 6 - 70;
      switch (s.kind) {
        case 'arrival': {
          const minTime = now + s.drift;
          return {
            kind: s.kind,
            source: s.source,
            id: `${at}`,
            ordinal: ordinal++,
            minTime,
            maxTime: minTime + s.length,
            rows: at,
            at,
          };
        }
        case 'watermark':
          return { kind: s.kind, source: s.source, id: `${at}`, time: now + s.drift, at };
        case 'idle':
          return { kind: s.kind, source: s.source, at };
        default: {
          // One of the latest announcements, which may be held.
          const answered = steps[at - s.back];
          return {
            kind: s.kind,
            source: answered && 'source' in answered ? answered.source : 'a',
            id: `${at - s.back}`,
            at,
          };
        }
      }
    });
  });

/** An input that a schedule's line can say. */
type Sayable = Extract<Input, { kind: 'arrival' | 'watermark' | 'idle' | 'release' | 'refuse' }>;

/** Without answers to assertions that are held: in a schedule they have no id. */
export function sayable(inputs: readonly Input[]): Sayable[] {
  const arrivals = new Set(inputs.flatMap((input) => (input.kind === 'arrival' ? [input.id] : [])));
  return inputs.filter((input): input is Sayable => {
    if (input.kind === 'release' || input.kind === 'refuse') return arrivals.has(input.id);
    return input.kind === 'arrival' || input.kind === 'watermark' || input.kind === 'idle';
  });
}

export function lineOf(input: Sayable): ScheduleLine {
  const { source } = input;
  switch (input.kind) {
    case 'idle':
      return { idle: { source } };
    case 'watermark':
      return { watermark: { source, time: input.time } };
    case 'release':
      return { release: { source, id: input.id } };
    case 'refuse':
      return { refuse: { source, id: input.id } };
    case 'arrival':
      return { arrive: { id: input.id, source, minTime: input.minTime, maxTime: input.maxTime } };
  }
}
