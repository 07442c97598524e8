import { describe, expect, it } from 'vitest';
import { carriesCredentials, schemeOf } from '#contracts/uri.ts';

describe('a URI', () => {
  it.each([
    's3://user:secret@bucket/key',
    'https://token@host/x',
    'HTTPS:\\\\u:p@host/x',
    'https://host/x?sig=abc',
    'https://host/x?a=1&%73ig=abc#fragment',
    'https://host/x?X-Goog-Signature',
    'file:///x?password=1',
  ])('carries credentials: %s', (uri) => expect(carriesCredentials(uri)).toBe(true));

  it.each([
    'artifact:sha256:abc',
    'file:///drop/a@b.parquet',
    'https://host/a@b?signal=1',
    'https://host/x#sig=1',
    'https://host/x?%',
    '',
  ])('carries none: %s', (uri) => expect(carriesCredentials(uri)).toBe(false));

  it('has a scheme or is none', () => {
    expect(['FILE:///x', 's3://b', '/x', 'x.csv', ''].map(schemeOf)).toEqual([
      'file',
      's3',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
