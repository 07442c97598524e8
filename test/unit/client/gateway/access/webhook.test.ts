import { describe, expect, test } from 'vitest';
import { isSignedBy, isTimely } from '#client/gateway/access/webhook.ts';
import { secretOf } from '#stores/webhook-secret.ts';

// The test vector of the Standard Webhooks libraries.
const secret = secretOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw') ?? Buffer.alloc(0);
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const message = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signatures: signature,
  body: Buffer.from('{"test": 2432232314}'),
};
const other = Buffer.alloc(32, 7);

describe('a signature', () => {
  test('of the published vector holds', () => {
    expect(isSignedBy([secret], message)).toBe(true);
  });

  test('may stand among others, and its secret too, while a secret is changed', () => {
    const signatures = `v1,${Buffer.alloc(32).toString('base64')} ${signature} v1a,other`;
    expect(isSignedBy([other, secret], { ...message, signatures })).toBe(true);
  });

  test.each([
    ['another body', { body: Buffer.from('{"test": 2432232315}') }],
    ['another id', { id: 'msg_x' }],
    ['another time', { timestamp: '1614265331' }],
    ['another version', { signatures: signature.replace('v1,', 'v2,') }],
    ['half a signature', { signatures: signature.slice(0, 20) }],
    ['no signature', { signatures: '' }],
  ])('does not hold for %s', (_, change) => {
    expect(isSignedBy([secret], { ...message, ...change })).toBe(false);
  });

  test('does not hold by another secret, or by none', () => {
    expect(isSignedBy([other], message)).toBe(false);
    expect(isSignedBy([], message)).toBe(false);
  });
});

test('a time holds for five minutes before and after', () => {
  const now = 1_614_265_330_000;
  expect([-301, -300, 0, 300, 301].map((s) => isTimely(String(1_614_265_330 + s), now))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  expect(isTimely('soon', now)).toBe(false);
});

test.each(['', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_', 'whsec_c2hvcnQ=', 'whsec_!!!'])(
  '`%s` is no secret',
  (text) => {
    expect(secretOf(text)).toBeUndefined();
  },
);
