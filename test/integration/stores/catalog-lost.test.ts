import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Catalog } from '#stores/catalog/catalog.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { openDecisionQueue } from '#stores/catalog/queue.ts';
import { recorded } from '#test/support/data/decisions.ts';
import { eventually } from '#test/support/eventually.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/postgres.ts';

// On a server of their own: one that was killed looks at every file of all its databases before it answers again.
let postgres: TestPostgres;
let catalog: Catalog;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  catalog = openCatalog(await postgres.emptyDatabase());
});
afterEach(() => catalog.close());

const log = async () =>
  (await catalog.decisions({})).map(
    ({ status, decision: { subject } }) => `${subject.replace('arrival/flights/', '')} ${status}`,
  );

test('the queue before a catalog that is lost and comes back brings everything', async () => {
  const queue = openDecisionQueue(catalog, { retry: [50, 200] });
  queue.enqueue(recorded(0));
  expect(await queue.drain(5_000)).toBe(true);
  await postgres.kill();
  queue.enqueue(recorded(1));
  expect(await queue.drain(300)).toBe(false);
  expect(queue.state().problem?.code).toBe('CATALOG_UNAVAILABLE');
  await postgres.restart();
  expect(await queue.drain(20_000)).toBe(true);
  expect(await log()).toEqual(['0 provisional', '1 provisional']);
});

// An error that nobody catches fails the run.
test('a server that is killed in the midst of a transaction ends nobody, and is used again', async () => {
  const writing = Array.from({ length: 3 }, async (_, writer) => {
    for (let seq = writer; ; seq += 3) {
      const error = await catalog.record([recorded(seq)]).catch((thrown: unknown) => thrown);
      if (error !== undefined) return error;
    }
  });
  await eventually(async () => expect(await log()).not.toEqual([]));
  await postgres.kill();
  for (const error of await Promise.all(writing)) {
    expect(error).toMatchObject({ problem: { code: 'CATALOG_UNAVAILABLE' } });
  }
  await postgres.restart();
  await eventually(() => catalog.ping());
});
