import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { sha256 } from '#domain/digest.ts';
import { payloadConverter } from '#workflows/bundle/payload-converter.ts';

const payload = (text: string, encoding = 'json/plain') => ({
  metadata: { encoding: Buffer.from(encoding) },
  data: Buffer.from(text),
});
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('the total payload converter', () => {
  test.each([
    ['an unknown encoding', payload('{}', 'binary/alien')],
    ['truncated JSON', payload('{"a":')],
    ['half a surrogate pair', payload('{"a":"\\ud800"}')],
    ['half a surrogate pair as a key', payload('{"\\ud800":1}')],
    ['a number that is not finite', payload('{"a":[1e400]}')],
    ['bytes', payload('bytes', 'binary/plain')],
    ['far too deep', payload(nested(65))],
    ['so deep that walking through it overflows the stack', payload(nested(100_000))],
    ['far too many parts', payload(`[${'0,'.repeat(250_000)}0]`)],
  ])('marks %s with its digest', (_, given) => {
    expect(payloadConverter.fromPayload(given)).toEqual({ undecodable: true, digest: sha256(given.data) });
  });

  test('marks what has no metadata and no data', () => {
    expect(payloadConverter.fromPayload({})).toEqual({ undecodable: true, digest: sha256('') });
  });

  test.each([null, true, 0, 'text', { a: [{ b: -1.5 }] }, JSON.parse(nested(60))])(
    'lets %j through as it is',
    (value) => {
      expect(payloadConverter.fromPayload(defaultPayloadConverter.toPayload(value))).toEqual(value);
    },
  );
});
