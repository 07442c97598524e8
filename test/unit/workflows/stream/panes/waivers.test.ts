import { expect, test, vi } from 'vitest';
import { digestOf } from '#domain/digest.ts';
import { takeWaiver, waiversFor } from '#workflows/stream/panes/waivers.ts';

const granted = (name: string, until: number) => ({ waiver: digestOf(name), checks: [{ check: 'rowCount' }], until });

test('a stream hands a standing waiver to the panes of its feed until it is over', () => {
  vi.useFakeTimers({ now: 1_000 });
  const state: Parameters<typeof takeWaiver>[0] = {};
  expect(waiversFor(state, 'data')).toEqual({});
  takeWaiver(state, { feed: 'data', granted: granted('a', 2_000) });
  takeWaiver(state, { feed: 'data', granted: granted('a', 2_000) });
  takeWaiver(state, { feed: 'data', granted: granted('b', 3_000) });
  takeWaiver(state, { feed: 'data' });
  expect(waiversFor(state, 'data')).toEqual({ waivers: [granted('a', 2_000), granted('b', 3_000)] });
  expect(waiversFor(state, 'labels')).toEqual({});
  vi.setSystemTime(2_000);
  expect(waiversFor(state, 'data')).toEqual({ waivers: [granted('b', 3_000)] });
  vi.useRealTimers();
});

test('it keeps the newest of very many', () => {
  const state: Parameters<typeof takeWaiver>[0] = {};
  for (let i = 0; i < 40; i += 1) takeWaiver(state, { feed: 'data', granted: granted(`${i}`, Date.now() + 60_000) });
  expect(waiversFor(state, 'data').waivers?.map(({ waiver }) => waiver)).toEqual(
    Array.from({ length: 32 }, (_, i) => digestOf(`${i + 8}`)),
  );
});
