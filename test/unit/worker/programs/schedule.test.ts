import { expect, test } from 'vitest';
import { streamConfig } from '#domain/time/config.ts';
import { schedule } from '#worker/programs/schedule/answer.ts';

const hour = 3_600_000;
const config = streamConfig({
  sources: {
    orders: { watermark: { maxDisorder: hour, required: true, maxAdvance: 24 * hour }, causes: { deadline: 5 * hour } },
    payments: { watermark: { asserted: true, required: false, idleAfter: hour } },
  },
  windows: { align: ['orders'], size: hour, offset: 0, allowedLateness: hour, late: { every: 2 * hour } },
});

test('a schedule brings all that its stream was told of time', () => {
  const stream = { runs: 2, spec: 'sha256:1', config, omitted: 0 };
  expect(schedule.answer.parse(JSON.parse(JSON.stringify({ stream })))).toEqual({ stream });
});

test('a stream that is told more than the reader knows is refused, and nothing is dropped', () => {
  const stream = { runs: 1, spec: 'sha256:1', config: { ...config, newer: 1 }, omitted: 0 };
  expect(() => schedule.answer.parse({ stream })).toThrow('newer');
});
