import { expect, test } from 'vitest';
import { canonicalJson, digestOf, sha256 } from '#domain/digest.ts';

test('canonical JSON is that of RFC 8785, section 3.2.2', () => {
  const value = {
    // biome-ignore lint/correctness/noPrecisionLoss: the number stands like this in the RFC.
    numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('the digest is the SHA-256 of FIPS 180, with its algorithm before it', () => {
  const expected = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc')).toBe(expected);
  expect(sha256(new Uint8Array([0x61, 0x62, 0x63]))).toBe(expected);
});

test('a value has one digest, whatever the order of its members', () => {
  expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1, c: undefined }));
});

test.each([undefined, Number.NaN, Number.POSITIVE_INFINITY, '\ud800', () => 1])('%s has no canonical JSON', (value) => {
  expect(() => canonicalJson(value)).toThrow();
});
