import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArrivalActivities } from '#activities/arrivals/activities.ts';
import type { ClassifyInput } from '#activities/arrivals/port.ts';
import type { Arrival } from '#contracts/arrival.ts';
import { sha256 } from '#domain/digest.ts';
import { openSegments, type Segments } from '#stores/segments/segments.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let segments: Segments;
beforeAll(async () => {
  bench = await openWorkbench();
  segments = openSegments(bench.artifacts);
});
afterAll(() => bench.close());

const arrival = (id: string, given: Partial<Arrival> = {}): Arrival => ({
  kind: 'arrival',
  id,
  source: 'flights',
  uri: `artifact:${sha256('rows')}`,
  digest: sha256('rows'),
  rows: 3,
  bytes: 10,
  format: 'parquet',
  minTime: 0,
  maxTime: 10,
  producedBy: { name: 'test' },
  ...given,
});
const watermark = { kind: 'watermark', id: 'w', source: 'weather', completeThrough: 5 } as const;

const classify = (announcements: unknown[], given: Partial<ClassifyInput> = {}) =>
  createArrivalActivities({ artifacts: bench.artifacts, segments }).classifyArrivals({
    messages: [{ announcements }],
    segments: [],
    sources: ['flights', 'weather'],
    nextOrdinal: 7,
    ...given,
  });

describe('classifying arrivals', () => {
  it('gives new ones their ordinals and keeps them in a segment, in order of receipt', async () => {
    const { announcements, segment } = await classify([
      arrival('a'),
      watermark,
      arrival('a'),
      arrival('a', { rows: 4 }),
      arrival('b'),
    ]);
    expect(
      announcements.map((one) =>
        one.kind === 'arrival' ? [one.id, one.ordinal] : one.kind === 'repeat' ? [one.id, one.novelty] : one,
      ),
    ).toEqual([['a', 7], watermark, ['a', 'same'], ['a', 'conflict'], ['b', 8]]);
    expect(segment).toMatchObject({ count: 2, firstOrdinal: 7, lastOrdinal: 8, minTime: 0, maxTime: 10 });
    const again = await classify([arrival('b'), arrival('c')], {
      segments: segment ? [segment.digest] : [],
      nextOrdinal: 9,
    });
    expect(again.announcements).toMatchObject([{ novelty: 'same' }, { kind: 'arrival', ordinal: 9 }]);
  });

  it('writes no segment where nothing is new', async () => {
    expect(await classify([watermark])).toEqual({ announcements: [watermark] });
  });

  it('gives the same answer when it is asked again', async () => {
    const batch = [arrival('x'), { rubbish: true }, arrival('y')];
    expect(await classify(batch)).toEqual(await classify(batch));
  });

  it('reads a claim check like what it stands for', async () => {
    const message = { announcements: [arrival('a'), watermark] };
    const { digest, bytes } = await bench.artifacts.putJson(message);
    expect(await classify([], { messages: [{ claim: digest, count: 2, bytes }] })).toEqual(
      await classify(message.announcements),
    );
    expect(await classify([], { messages: [{ claim: digest, count: 3, bytes }] })).toEqual({
      announcements: [{ kind: 'refused', code: 'MESSAGE_REFUSED', digest }],
    });
  });

  const packed = (value: unknown) => gzipSync(JSON.stringify(value)).toString('base64');

  it('reads packed announcements, by themselves and behind a claim check, and refuses one that is not what it says', async () => {
    const announcements = [arrival('a'), watermark];
    const message = { packed: packed(announcements), count: 2 };
    const plain = await classify(announcements);
    expect(await classify([], { messages: [message] })).toEqual(plain);

    const rogue = { packed: packed('x'), count: 1 };
    const { digest, bytes } = await bench.artifacts.putJson({ messages: [rogue, message] });
    const refused = { kind: 'refused', code: 'MESSAGE_REFUSED', digest: sha256(rogue.packed) };
    expect(await classify([], { messages: [{ claim: digest, count: 3, bytes }] })).toEqual({
      ...plain,
      announcements: [refused, ...plain.announcements],
    });
    for (const bad of [
      { packed: 'no gzip', count: 1 },
      { packed: message.packed, count: 3 },
      { packed: gzipSync(Buffer.alloc(80 << 20, '[')).toString('base64'), count: 1 },
    ])
      expect((await classify([], { messages: [bad] })).announcements).toMatchObject([{ code: 'MESSAGE_REFUSED' }]);
  });

  it('refuses a claim check for what is not there or something else, for ever', async () => {
    const missing = sha256('missing');
    const { digest } = await bench.artifacts.putJson({ no: 'announcements' });
    const classified = (claim: string) => classify([], { messages: [{ claim, count: 1, bytes: 1 }] });
    expect(await classified(missing)).toEqual({
      announcements: [{ kind: 'refused', code: 'ARTIFACT_MISSING', digest: missing }],
    });
    expect(await classified(digest)).toEqual({
      announcements: [{ kind: 'refused', code: 'ARTIFACT_UNREADABLE', digest }],
    });
  });
});
