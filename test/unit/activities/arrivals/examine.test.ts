import { describe, expect, it } from 'vitest';
import { examine } from '#activities/arrivals/examine.ts';
import { sha256 } from '#domain/digest.ts';

const sound = {
  kind: 'arrival',
  id: 'a',
  source: 'flights',
  uri: `artifact:${sha256('rows')}`,
  digest: sha256('rows'),
  rows: 3,
  bytes: 10,
  format: 'parquet',
  minTime: 0,
  maxTime: 10,
  producedBy: { name: 'test' },
};

describe('examining announcements that anybody may signal', () => {
  it.each([
    ['no object', 'hello', 'ARRIVAL_MALFORMED'],
    ['nothing', undefined, 'ARRIVAL_MALFORMED'],
    ['what could not be decoded', { undecodable: true, digest: sha256('x') }, 'ARRIVAL_MALFORMED'],
    ['a key too many', { ...sound, extra: 1 }, 'ARRIVAL_MALFORMED'],
    ['a digest that is none', { ...sound, digest: 'sha256:abc' }, 'ARRIVAL_MALFORMED'],
    ['rows below nought', { ...sound, rows: -1 }, 'ARRIVAL_MALFORMED'],
    ['half a surrogate pair', { ...sound, id: '\ud800' }, 'ARRIVAL_MALFORMED'],
    ['no URI', { ...sound, uri: 'rows.parquet' }, 'ARRIVAL_MALFORMED'],
    ['an unknown source', { ...sound, source: 'fligths' }, 'SOURCE_UNKNOWN'],
    [
      'an unknown source of a watermark',
      { kind: 'watermark', id: 'w', source: 'x', completeThrough: 1 },
      'SOURCE_UNKNOWN',
    ],
    ['times reversed', { ...sound, minTime: 11 }, 'ARRIVAL_TIME_REVERSED'],
    ['a password', { ...sound, uri: 's3://user:secret@bucket/key' }, 'URI_CREDENTIALS'],
    ['a signed URL', { ...sound, uri: 'https://bucket/key?a=1&X-Amz-Signature=abc' }, 'URI_CREDENTIALS'],
    ['a scheme that cannot be read', { ...sound, uri: 's3://bucket/key' }, 'URI_UNSUPPORTED'],
  ])('refuses %s', (_, announcement, code) => {
    expect(examine(announcement, { sources: ['flights'] })).toMatchObject({
      kind: 'refused',
      code,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it('refuses what does not lie in the range of a backfill', () => {
    const range = { from: 0, to: 10 };
    expect(examine(sound, { sources: ['flights'], range })).toMatchObject({ code: 'BACKFILL_OUT_OF_RANGE' });
    expect(examine({ ...sound, maxTime: 9 }, { sources: ['flights'], range })).toMatchObject({ kind: 'arrival' });
  });

  it('lets through what is sound', () => {
    expect(examine(sound, { sources: ['flights'] })).toEqual(sound);
    expect(examine({ ...sound, uri: 'file:///drop/a@b.parquet' }, { sources: ['flights'] })).toMatchObject({
      kind: 'arrival',
    });
  });
});
