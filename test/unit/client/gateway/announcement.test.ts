import { describe, expect, test } from 'vitest';
import { announcementOf } from '#client/gateway/announcement.ts';
import { CloudEvent } from '#contracts/arrival.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const data = {
  uri: `artifact:${digest}`,
  digest,
  rows: 10,
  format: 'parquet',
  minTime: '2013-05-01T00:00:00Z',
  maxTime: '2013-05-01T23:59:59+02:00',
  producedBy: { name: 'feeder' },
};
const event = (change: object = {}, more: object = {}) =>
  CloudEvent.parse({
    specversion: '1.0',
    id: 'one',
    source: 'flights',
    type: 'dev.tidegate.arrival.v1',
    data: { ...data, ...change },
    ...more,
  });

const admission = { sources: ['flights', 'weather'], fileRoots: ['/data/in'], sizeOf: async () => 123 };
const of = (change: object, more?: object) => announcementOf(event(change, more), admission);

test('an event becomes an announcement with times in milliseconds and its size', async () => {
  expect(await of({})).toEqual({
    ok: true,
    value: {
      kind: 'arrival',
      id: 'one',
      source: 'flights',
      uri: data.uri,
      digest,
      rows: 10,
      bytes: 123,
      format: 'parquet',
      minTime: Date.UTC(2013, 4, 1),
      maxTime: Date.UTC(2013, 4, 1, 21, 59, 59),
      producedBy: { name: 'feeder' },
    },
  });
});

test('a size that the event gives is taken', async () => {
  expect(await of({ bytes: 7 })).toMatchObject({ ok: true, value: { bytes: 7 } });
});

test('a watermark event becomes an assertion', async () => {
  const watermark = CloudEvent.parse({
    specversion: '1.0',
    id: 'w',
    source: 'weather',
    type: 'dev.tidegate.watermark.v1',
    data: { completeThrough: '1969-12-31T00:00:00Z' },
  });
  expect(await announcementOf(watermark, admission)).toEqual({
    ok: true,
    value: { kind: 'watermark', id: 'w', source: 'weather', completeThrough: -86_400_000 },
  });
});

test('an unknown source is refused with the one that was meant', async () => {
  const refused = await of({}, { source: 'flihgts' });
  expect(refused).toMatchObject({
    ok: false,
    problems: [{ code: 'SOURCE_UNKNOWN', path: 'source', remedy: 'Did you mean `flights`?' }],
  });
});

test('reversed times are refused', async () => {
  const refused = await of({ minTime: '2013-05-03T00:00:00Z' });
  expect(refused).toMatchObject({ ok: false, problems: [{ code: 'ARRIVAL_TIME_REVERSED', path: 'data.minTime' }] });
});

test('half a surrogate pair is refused: it would take its whole batch down', async () => {
  expect(await of({}, { id: 'half \ud800' })).toMatchObject({ ok: false, problems: [{ code: 'ARRIVAL_MALFORMED' }] });
});

describe('URIs', () => {
  test.each([
    'https://user@store/file',
    'https://user:hunter2@store/file',
    'https://store/file?X-Amz-Signature=hunter2',
    'https://store/file?a=1&sig=hunter2',
    's3://key:hunter2@bucket/file',
  ])('%s carries credentials, which are not repeated', async (uri) => {
    const refused = await of({ uri });
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'URI_CREDENTIALS', path: 'data.uri' }] });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });

  test.each([
    'https://store/file',
    's3://bucket/file',
    'file:///etc/passwd',
    'file:///data/in/../../etc/passwd',
    'file:///data/in',
    'file:///data/inside',
    'file:///data/in/a%2f..%2f..%2fb',
    'file://host/data/in/a',
  ])('%s cannot be read', async (uri) => {
    expect(await of({ uri })).toMatchObject({ ok: false, problems: [{ code: 'URI_UNSUPPORTED' }] });
  });

  test('a file below an allowed folder can be read', async () => {
    expect(await of({ uri: 'file:///data/in/2013/a.parquet' })).toMatchObject({ ok: true });
  });

  test('an artifact URI and the digest name the same artifact', async () => {
    expect(await of({ uri: `artifact:sha256:${'b'.repeat(64)}` })).toMatchObject({
      ok: false,
      problems: [{ code: 'ARRIVAL_MALFORMED' }],
    });
    expect(await of({ uri: 'no uri' })).toMatchObject({
      ok: false,
      problems: [{ code: 'ARRIVAL_MALFORMED', path: 'data.uri' }],
    });
  });
});
