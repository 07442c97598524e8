import { expect, test } from 'vitest';
import { joinedArrivals } from '#workflows/bundle/join-arrivals.ts';

const payload = (text: string) => ({ data: Buffer.from(text) });
const signal = (signalName: string, ...texts: string[]) => ({
  signalWorkflow: { signalName, input: texts.map(payload) },
});

/** Jobs with their payloads as text. */
const shown = (jobs: ReturnType<typeof joinedArrivals>) =>
  jobs.map(({ signalWorkflow }) => [
    signalWorkflow?.signalName ?? 'another job',
    ...(signalWorkflow?.input ?? []).map(({ data }) => String(data)),
  ]);

test('arrivals that follow one another become one signal, in order', () => {
  const jobs = [signal('arrive', 'a'), signal('arrive', 'b', 'c'), signal('arrive', 'd')];
  expect(shown(joinedArrivals(jobs))).toEqual([['arrive', 'a', 'b', 'c', 'd']]);
});

test('nothing is joined across anything else', () => {
  const jobs = [
    signal('arrive', 'a'),
    signal('paneDecided', 'p'),
    signal('arrive', 'b'),
    { fireTimer: { seq: 1 } },
    signal('arrive', 'c'),
    signal('arrive', 'd'),
  ];
  expect(shown(joinedArrivals(jobs))).toEqual([
    ['arrive', 'a'],
    ['paneDecided', 'p'],
    ['arrive', 'b'],
    ['another job'],
    ['arrive', 'c', 'd'],
  ]);
});

test('one that carries nothing stands alone, and other signals are never joined', () => {
  const jobs = [signal('arrive', 'a'), signal('arrive'), signal('arrive', 'b'), signal('pause'), signal('pause')];
  expect(shown(joinedArrivals(jobs))).toEqual([['arrive', 'a'], ['arrive'], ['arrive', 'b'], ['pause'], ['pause']]);
});
