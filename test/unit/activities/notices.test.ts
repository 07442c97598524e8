import { expect, test } from 'vitest';
import type { Notice } from '#activities/notices/port.ts';
import { createNoticeActivities } from '#activities/notices/send.ts';
import { isSignedBy } from '#client/gateway/access/webhook.ts';
import type { Decision } from '#contracts/decision.ts';
import { NoticeEvent } from '#contracts/notice.ts';
import { digestOf } from '#domain/digest.ts';
import { openWebhook, type Posted } from '#test/support/stand-ins/receiver.ts';

const decision: Decision = {
  seq: 4,
  at: Date.parse('2026-03-03T00:00:04Z'),
  subject: 'promotion/lateness/abc',
  kind: 'promotion',
  outcome: 'rolled-back',
  code: 'ROLLED_BACK',
  numbers: { looks: 3 },
  previous: digestOf('before'),
  hash: digestOf('it'),
};

const secret = Buffer.alloc(32, 7);
const { sendNotice } = createNoticeActivities({
  environment: { NOTICE_SECRET: `whsec_${secret.toString('base64')}` },
});

const noticeTo = (to: string): Notice => ({ to, source: 'promotion/lateness/abc', decision });

test('a decision is posted as a CloudEvent that has its hash as id and is the same however often it is sent', async () => {
  const { url, requests } = await openWebhook(() => 204);
  await sendNotice(noticeTo(url));
  await sendNotice(noticeTo(url));
  const [first, again] = requests;
  expect(first?.headers['content-type']).toBe('application/cloudevents+json');
  expect(NoticeEvent.parse(JSON.parse(String(first?.body)))).toEqual({
    specversion: '1.0',
    type: 'dev.tidegate.decision.v1',
    id: decision.hash,
    source: 'promotion/lateness/abc',
    subject: decision.subject,
    time: '2026-03-03T00:00:04Z',
    datacontenttype: 'application/json',
    data: decision,
  });
  expect(again?.body).toEqual(first?.body);
  expect(first?.headers).not.toHaveProperty('webhook-signature');
});

test('a decision is signed as Standard Webhooks say where a secret is named', async () => {
  const { url, requests } = await openWebhook();
  await sendNotice({ ...noticeTo(url), secretRef: 'env:NOTICE_SECRET' });
  const [{ body, headers } = { body: Buffer.of(), headers: {} as Posted['headers'] }] = requests;
  const signed = {
    id: decision.hash,
    timestamp: String(headers['webhook-timestamp']),
    signatures: String(headers['webhook-signature']),
    body,
  };
  expect(headers['webhook-id']).toBe(decision.hash);
  expect(isSignedBy([secret], signed)).toBe(true);
  expect(isSignedBy([Buffer.alloc(32, 8)], signed)).toBe(false);
});

test('a secret that is not there is no reason to send unsigned', async () => {
  const { url, requests } = await openWebhook();
  const sent = sendNotice({ ...noticeTo(url), secretRef: 'env:ANOTHER_SECRET' });
  await expect(sent).rejects.toMatchObject({ type: 'WEBHOOK_SECRET_MISSING', nonRetryable: false });
  expect(requests).toEqual([]);
});

test.each([
  [404, true],
  [302, true],
  [408, false],
  [429, false],
  [503, false],
])('an answer of %i is final: %s', async (status, nonRetryable) => {
  const { url, requests } = await openWebhook(() => status);
  await expect(sendNotice(noticeTo(url))).rejects.toMatchObject({ type: 'NOTICE_REFUSED', nonRetryable });
  expect(requests).toHaveLength(1);
});
