import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival } from '#contracts/arrival.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { sha256 } from '#domain/digest.ts';
import { announcementDigest, entryOf } from '#stores/segments/entry.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { memoryStore } from './memory-store.ts';

const arrival = (id: string, more: Partial<Arrival> = {}): Arrival => ({
  kind: 'arrival',
  id,
  source: 'flights',
  uri: `artifact:${sha256(id)}`,
  digest: sha256(id),
  rows: 10,
  bytes: 1_000,
  format: 'parquet',
  minTime: 0,
  maxTime: 9,
  producedBy: { name: 'feeder' },
  ...more,
});

const open = () => openSegments(memoryStore().store);
const ids = (entries: readonly SegmentEntry[]) => entries.map((entry) => entry.id);

describe('the digest of an announcement', () => {
  it('leaves out the id and nothing else', () => {
    const digest = announcementDigest(arrival('a'));
    expect(announcementDigest({ ...arrival('a'), id: 'b' })).toBe(digest);
    expect(announcementDigest(arrival('a', { rows: 11 }))).not.toBe(digest);
    expect(announcementDigest(arrival('a', { source: 'weather' }))).not.toBe(digest);
    expect(announcementDigest(arrival('a', { producedBy: { name: 'other' } }))).not.toBe(digest);
  });
});

describe('classifying a batch', () => {
  it('tells new arrivals, repeats and conflicts apart', async () => {
    const segments = open();
    const { digest } = await segments.write([entryOf(arrival('a'), 0), entryOf(arrival('b'), 1)]);
    const batch = [arrival('a'), arrival('b', { rows: 11 }), arrival('c'), arrival('a', { source: 'weather' })];
    expect(await segments.classify(batch, [digest])).toEqual(['same', 'conflict', 'unseen', 'unseen']);
  });

  it('counts repeats within the batch', async () => {
    const batch = [arrival('a'), arrival('a'), arrival('a', { rows: 11 }), arrival('a')];
    expect(await open().classify(batch, [])).toEqual(['unseen', 'same', 'conflict', 'same']);
  });

  it('does not take a conflict for the record', async () => {
    const segments = open();
    const { digest } = await segments.write([entryOf(arrival('a'), 0)]);
    const batch = [arrival('a', { rows: 11 }), arrival('a', { rows: 11 }), arrival('a')];
    expect(await segments.classify(batch, [digest])).toEqual(['conflict', 'conflict', 'same']);
  });

  it('looks through every segment', async () => {
    const segments = open();
    const written = [];
    for (const [ordinal, id] of ['a', 'b', 'c'].entries())
      written.push(await segments.write([entryOf(arrival(id), ordinal)]));
    const digests = written.map((segment) => segment.digest);
    expect(await segments.classify([arrival('c'), arrival('b'), arrival('d')], digests)).toEqual([
      'same',
      'same',
      'unseen',
    ]);
  });

  it('keeps keys apart whatever characters they hold', async () => {
    const segments = open();
    const odd = arrival('1:\n"\u0000ö', { source: 'a\n' });
    const { digest } = await segments.write([entryOf(odd, 0)]);
    const shifted = { ...odd, source: 'a', id: `\n${odd.id}` };
    expect(await segments.classify([odd, shifted], [digest])).toEqual(['same', 'unseen']);
    expect(await segments.entries(digest)).toEqual([entryOf(odd, 0)]);
  });
});

describe('a segment', () => {
  it('says what it holds', async () => {
    const entries = [entryOf(arrival('b', { minTime: -5, maxTime: 3 }), 7), entryOf(arrival('a', { maxTime: 20 }), 9)];
    const segment = await open().write(entries);
    expect(segment).toMatchObject({ count: 2, minTime: -5, maxTime: 20, firstOrdinal: 7, lastOrdinal: 9 });
  });

  it('holds at least one arrival', async () => {
    await expect(open().write([])).rejects.toThrow(RangeError);
  });

  it('gives back what was written, and has one digest whatever the order', async () => {
    const source = fc.constantFrom('flights', 'weather', 'a"\n');
    const one = fc.record({
      id: fc.string({ minLength: 1, unit: 'grapheme' }),
      source,
      minTime: fc.integer(),
      span: fc.nat(),
    });
    const several = fc.uniqueArray(one, { minLength: 1, selector: ({ source, id }) => `${source}/${id}` });
    await fc.assert(
      fc.asyncProperty(several, async (drawn) => {
        const segments = open();
        const entries = drawn.map(({ span, ...more }, i) =>
          entryOf(arrival(more.id, { ...more, maxTime: more.minTime + span }), i),
        );
        const { digest } = await segments.write(entries);
        expect(await segments.entries(digest)).toEqual(entries);
        expect((await segments.write(entries.toReversed())).digest).toBe(digest);
      }),
    );
  });

  it('merged from others is the one that would have been written at once', async () => {
    const segments = open();
    const entries = ['c', 'a', 'd', 'b'].map((id, ordinal) => entryOf(arrival(id), ordinal));
    const first = await segments.write(entries.slice(0, 2));
    const second = await segments.write(entries.slice(2));
    expect(await segments.merge([second.digest, first.digest])).toEqual({ merged: await segments.write(entries) });
  });

  it('merged from others leaves out what is over, which comes into one of its own', async () => {
    const segments = open();
    const entries = [9, 20, 5, 30].map((maxTime, ordinal) => entryOf(arrival(`${ordinal}`, { maxTime }), ordinal));
    const written = [await segments.write(entries.slice(0, 2)), await segments.write(entries.slice(2))];
    const digests = written.map(({ digest }) => digest);
    const { merged, over } = await segments.merge(digests, 20);
    expect(ids(await segments.entries(merged?.digest ?? ''))).toEqual(['1', '3']);
    expect(ids(await segments.entries(over?.digest ?? ''))).toEqual(['0', '2']);
    expect(Object.keys(await segments.merge(digests, 40))).toEqual(['over']);
  });

  it('that is not one is refused with its digest', async () => {
    const { store } = memoryStore();
    const { digest } = await store.put(Buffer.from('{"version":1}\n'));
    const refused = { problem: { code: 'ARTIFACT_UNREADABLE', message: expect.stringContaining(digest) } };
    await expect(openSegments(store).entries(digest)).rejects.toMatchObject(refused);
  });
});

describe('the arrivals of a window', () => {
  const window = { start: 100, end: 200 };
  const at = (id: string, minTime: number, maxTime: number, source = 'flights') =>
    arrival(id, { minTime, maxTime, source });
  const all = [at('z', 0, 99), at('touches-start', 0, 100), at('within', 120, 130), at('over', 0, 500)];
  const more = [at('touches-end', 199, 300), at('y', 200, 300), at('rain', 150, 150, 'weather')];
  const written = async () => {
    const segments = open();
    const entries = [...all, ...more].map((one, ordinal) => entryOf(one, ordinal));
    const digests = [
      (await segments.write(entries.slice(0, 4))).digest,
      (await segments.write(entries.slice(4))).digest,
    ];
    return { segments, digests };
  };

  it('are those whose inclusive times touch the half-open window, in order of ordinal', async () => {
    const { segments, digests } = await written();
    const found = await segments.touching({ segments: digests.toReversed(), through: 99, window, except: [] });
    expect(ids(found)).toEqual(['touches-start', 'within', 'over', 'touches-end', 'rain']);
    expect(found[0]).toEqual(entryOf(at('touches-start', 0, 100), 1));
  });

  it('end at an ordinal, leave out what is held, and other sources', async () => {
    const { segments, digests } = await written();
    const over = 3;
    const except = [[over, over]] as const;
    const query = { segments: digests, through: 4, window, except, sources: [{ name: 'flights' }] };
    expect(ids(await segments.touching(query))).toEqual(['touches-start', 'within', 'touches-end']);
    expect(ids(await segments.touching({ ...query, through: 99, sources: [{ name: 'weather' }] }))).toEqual(['rain']);
  });
});

describe('the cache of segments', () => {
  it('reads each segment once, also for several at once', async () => {
    const { store, reads } = memoryStore();
    const segments = openSegments(store);
    const { digest } = await segments.write([entryOf(arrival('a'), 0)]);
    await Promise.all([segments.entries(digest), segments.entries(digest)]);
    await segments.classify([arrival('a')], [digest]);
    expect(reads()).toBe(1);
  });

  it('lets go of what was not asked for lately', async () => {
    const { store, reads } = memoryStore();
    const segments = openSegments(store, { cacheBytes: 1_200 });
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id, i) => segments.write([entryOf(arrival(id), i)])));
    if (!a || !b || !c) throw new Error('three were written');
    for (const one of [a, b, a, c, a]) await segments.entries(one.digest);
    expect(reads()).toBe(3);
    await segments.entries(b.digest);
    expect(reads()).toBe(4);
  });

  it('asks again after a failure', async () => {
    const segments = open();
    await expect(segments.entries(sha256('later'))).rejects.toThrow('missing');
    await expect(segments.entries(sha256('later'))).rejects.toThrow('missing');
  });
});
