import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type RowsRequest, rowsIntake, type TakenRows } from '#client/gateway/rows/intake.ts';
import type { Announcement } from '#contracts/arrival.ts';
import { TidegateError } from '#contracts/problem.ts';
import { sha256 } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

const folder = await mkdtemp(join(tmpdir(), 'tidegate-rows-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const artifacts = await openArtifactStore(folder);
let places = 0;

/** A pipeline of its own, and what its stream was told: a repeat has no effect there. */
function openPlace() {
  const pipeline = `p${places++}`;
  const told: Announcement[] = [];
  return {
    pipeline,
    told,
    streams: {
      announce: async (_pipeline: string, _partition: string, ...announcements: readonly Announcement[]) =>
        void told.push(...announcements),
    },
    /** Every row that the stream knows, as often as it does. */
    async rows() {
      const batches = new Map(told.flatMap((one) => (one.kind === 'arrival' ? [[one.id, one.digest] as const] : [])));
      const files = await Promise.all([...batches.values()].map((digest) => artifacts.get(digest)));
      return files.flatMap((file) => file.toString().trimEnd().split('\n'));
    },
    request: (key: string, rows: readonly string[] = [key], bounds = { maxRows: 4, maxAge: 20 }): RowsRequest => ({
      pipeline,
      origin: pipeline,
      source: 'orders',
      key,
      body: sha256(rows.join('\n')),
      rows: { lines: rows, minTime: 1, maxTime: 2, refused: [] },
      bounds,
      partitions: ['all'],
    }),
  };
}

/** The store of a gateway that stands still after some writes: it was killed, unless it is woken. */
function stillAfter(writes: number) {
  let left = writes;
  const woken = Promise.withResolvers<void>();
  const still =
    <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (left <= 0) await woken.promise;
      left -= 1;
      const done = await call(...args);
      if (left <= 0) await woken.promise;
      return done;
    };
  const { put, putJson, setRef } = artifacts;
  const store: ArtifactStore = { ...artifacts, put: still(put), putJson: still(putJson), setRef: still(setRef) };
  return { store, wake: woken.resolve };
}

test('rows of several requests share a batch, by size or by age, and each is answered with its id', async () => {
  const place = openPlace();
  const intake = rowsIntake(artifacts, place.streams);
  const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => intake.take(place.request(key))));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
  const [larger] = place.told.filter((one) => one.kind === 'arrival' && one.rows > 1);
  expect(larger).toMatchObject({ source: 'orders', rows: 4, format: 'ndjson', minTime: 1, maxTime: 2 });
  expect(place.told).toHaveLength(2);
  expect((await place.rows()).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('the same key and body get the same answer, at once and later, here and elsewhere; another body is refused', async () => {
  const place = openPlace();
  const intake = rowsIntake(artifacts, place.streams);
  const answers = await Promise.all([intake.take(place.request('a')), intake.take(place.request('a'))]);
  answers.push(await intake.take(place.request('a')));
  answers.push(await rowsIntake(artifacts, place.streams).take(place.request('a')));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(place.told).toHaveLength(1);
  for (const gateway of [intake, rowsIntake(artifacts, place.streams)])
    await expect(gateway.take(place.request('a', ['other']))).rejects.toMatchObject({
      problem: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  expect(await place.rows()).toEqual(['a']);
});

test('a key is known under another name of its pipeline, and not to another pipeline of its name', async () => {
  const place = openPlace();
  const intake = rowsIntake(artifacts, place.streams);
  const first = await intake.take(place.request('a'));
  expect(await intake.take({ ...place.request('a'), pipeline: 'renamed' })).toEqual(first);
  expect(place.told).toHaveLength(1);
  await intake.take({ ...place.request('a'), origin: `${place.pipeline} again` });
  expect(place.told).toHaveLength(2);
});

test('the same rows under two keys are two batches', async () => {
  const place = openPlace();
  const intake = rowsIntake(artifacts, place.streams);
  await intake.take(place.request('a', ['same']));
  await intake.take(place.request('b', ['same']));
  expect(await place.rows()).toEqual(['same', 'same']);
});

test('a stream that is backlogged refuses the rows, writes nothing more for a while, and has them once after a repeat', async () => {
  const place = openPlace();
  let full = true;
  let asked = 0;
  const announce: typeof place.streams.announce = async (...args) => {
    asked += 1;
    if (full) throw new TidegateError({ code: 'STREAM_BACKLOGGED', message: 'too much' });
    return place.streams.announce(...args);
  };
  const intake = rowsIntake(artifacts, { announce });
  const backlogged = { problem: { code: 'STREAM_BACKLOGGED' } };
  await expect(intake.take(place.request('a'))).rejects.toMatchObject(backlogged);
  await expect(intake.take(place.request('b'))).rejects.toMatchObject(backlogged);
  expect(asked).toBe(1);
  full = false;
  const other = rowsIntake(artifacts, { announce });
  await Promise.all(['a', 'b'].map((key) => other.take(place.request(key))));
  expect((await place.rows()).sort()).toEqual(['a', 'b']);
});

test('rows whose claim was made and not confirmed are in no batch, until they come again', async () => {
  const place = openPlace();
  let lost = 1;
  const setRef: ArtifactStore['setRef'] = async (...args) => {
    const made = await artifacts.setRef(...args);
    if (args[0].includes('/keys/') && lost-- > 0)
      throw new TidegateError({ code: 'STORE_UNAVAILABLE', message: 'gone' });
    return made;
  };
  const intake = rowsIntake({ ...artifacts, setRef }, place.streams);
  const keys = ['a', 'b'];
  const answers = await Promise.allSettled(keys.map((key) => intake.take(place.request(key))));
  // Whichever came first to the store.
  const unconfirmed = keys.filter((_, i) => answers[i]?.status === 'rejected');
  expect(answers).toContainEqual(
    expect.objectContaining({
      reason: expect.objectContaining({ problem: expect.objectContaining({ code: 'STORE_UNAVAILABLE' }) }),
    }),
  );
  expect(await place.rows()).toEqual(keys.filter((key) => !unconfirmed.includes(key)));
  for (const key of unconfirmed) await intake.take(place.request(key));
  expect((await place.rows()).sort()).toEqual(['a', 'b']);
});

test('what is gathered when a gateway is to end is announced at once', async () => {
  const place = openPlace();
  const intake = rowsIntake(artifacts, place.streams);
  const taken = intake.take(place.request('a', ['a'], { maxRows: 100, maxAge: 1_000_000 }));
  intake.hurry();
  await taken;
  await intake.take(place.request('b', ['b'], { maxRows: 100, maxAge: 1_000_000 }));
  expect(await place.rows()).toEqual(['a', 'b']);
});

test('wherever a gateway is killed or stands still, repeats elsewhere take each row once, and no acknowledged one is lost', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 24 }),
      fc.array(fc.constantFrom(...keys), { maxLength: 8 }),
      fc.boolean(),
      async (writes, again, wakes) => {
        const place = openPlace();
        const { store, wake } = stillAfter(writes);
        const stopped = rowsIntake(store, place.streams);
        const acknowledged = new Set<string>();
        const first = keys.map((key) => stopped.take(place.request(key)).then(() => acknowledged.add(key)));
        const ended = Promise.allSettled(first);
        await sleep(40);
        const sure = [...acknowledged];
        const known = await place.rows();
        for (const key of sure) expect(known).toContain(key);
        const [one, other] = [rowsIntake(artifacts, place.streams), rowsIntake(artifacts, place.streams)];
        const patient = async (key: string, gateway: typeof one): Promise<TakenRows> =>
          gateway.take(place.request(key)).catch((error: unknown) => {
            if (error instanceof TidegateError && error.problem.code === 'GATEWAY_BUSY') return patient(key, gateway);
            throw error;
          });
        const answers = await Promise.all([
          ...keys.map((key) => patient(key, one)),
          ...again.map((key) => patient(key, other)),
        ]);
        expect((await place.rows()).sort()).toEqual(keys);
        const ids = new Set(place.told.map(({ id }) => id));
        for (const { id } of answers) expect(ids).toContain(id);
        // Where it was killed, this is no more than the end of what it had begun.
        wake();
        await ended;
        if (!wakes) return;
        await Promise.all(first);
        expect((await place.rows()).sort()).toEqual(keys);
      },
    ),
    { numRuns: 25 },
  );
});
