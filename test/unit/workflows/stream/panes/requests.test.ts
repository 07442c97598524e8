import { expect, test } from 'vitest';
import { requestsFor, takeRequest } from '#workflows/stream/panes/requests.ts';
import { begin, handOn, type StreamState } from '#workflows/stream/state.ts';
import { policy, size } from '../long-life.ts';

const asked = { source: 'events', until: 1_000 };
const paneAt = (start: number, feed = 'data') => ({ feed, window: { start, end: start + size } });
const fresh = (): StreamState => begin({ policy }, 0);

test('a stream counts by window how often a source was asked, also over runs that continue one another', () => {
  const state = fresh();
  expect(requestsFor(state, paneAt(0))).toEqual({});
  takeRequest(state, { ...paneAt(0), asked });
  takeRequest(state, paneAt(0));
  takeRequest(state, { ...paneAt(size), asked });
  takeRequest(state, { ...paneAt(0), asked });
  const next = begin(JSON.parse(JSON.stringify(handOn(state))), 0);
  expect(requestsFor(next, paneAt(0))).toEqual({ requests: 2 });
  expect(requestsFor(next, paneAt(size))).toEqual({ requests: 1 });
  expect(requestsFor(next, paneAt(0, 'labels'))).toEqual({});
});

test('it forgets those of windows that can have no pane any more', () => {
  const state = fresh();
  takeRequest(state, { ...paneAt(0), asked });
  state.forgotten = size;
  takeRequest(state, { ...paneAt(2 * size), asked });
  expect(state.requests).toEqual([{ feed: 'data', start: 2 * size, count: 1 }]);
});

test('it keeps the newest of very many', () => {
  const state = fresh();
  for (let i = 0; i <= 500; i += 1) takeRequest(state, { ...paneAt(i * size), asked });
  expect(requestsFor(state, paneAt(0))).toEqual({});
  expect(requestsFor(state, paneAt(size))).toEqual({ requests: 1 });
});
