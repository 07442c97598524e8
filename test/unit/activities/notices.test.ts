import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Notice } from '#activities/notices/port.ts';
import { createNoticeActivities } from '#activities/notices/send.ts';
import { isSignedBy } from '#client/gateway/access/webhook.ts';
import type { Decision } from '#contracts/decision.ts';
import { NoticeEvent } from '#contracts/notice.ts';
import { digestOf } from '#domain/digest.ts';

const decision: Decision = {
  seq: 4,
  at: Date.parse('2026-03-03T00:00:04Z'),
  subject: 'promotion/lateness/abc',
  kind: 'rollback',
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

let server: Server | undefined;
afterEach(() => server?.close());

interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A webhook that answers with a status, and what it was sent. */
async function webhook(status: number) {
  const received: Received[] = [];
  server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
    response.writeHead(status, { location: '/elsewhere' }).end('thanks');
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const notice: Notice = { to, source: 'promotion/lateness/abc', decision };
  return { notice, received };
}

test('a decision is posted as a CloudEvent that has its hash as id and is the same however often it is sent', async () => {
  const { notice, received } = await webhook(204);
  await sendNotice(notice);
  await sendNotice(notice);
  const [first, again] = received;
  expect(first?.headers['content-type']).toBe('application/cloudevents+json');
  expect(NoticeEvent.parse(JSON.parse(first?.body ?? ''))).toEqual({
    specversion: '1.0',
    type: 'dev.tidegate.decision.v1',
    id: decision.hash,
    source: notice.source,
    subject: decision.subject,
    time: '2026-03-03T00:00:04Z',
    datacontenttype: 'application/json',
    data: decision,
  });
  expect(again?.body).toBe(first?.body);
  expect(first?.headers).not.toHaveProperty('webhook-signature');
});

test('a decision is signed as Standard Webhooks say where a secret is named', async () => {
  const { notice, received } = await webhook(200);
  await sendNotice({ ...notice, secretRef: 'env:NOTICE_SECRET' });
  const [{ body, headers } = { body: '', headers: {} as Received['headers'] }] = received;
  const signed = {
    id: decision.hash,
    timestamp: headers['webhook-timestamp'] ?? '',
    signatures: headers['webhook-signature'] ?? '',
    body: Buffer.from(body),
  };
  expect(headers['webhook-id']).toBe(decision.hash);
  expect(isSignedBy([secret], signed)).toBe(true);
  expect(isSignedBy([Buffer.alloc(32, 8)], signed)).toBe(false);
});

test('a secret that is not there is no reason to send unsigned', async () => {
  const { notice, received } = await webhook(200);
  const sent = sendNotice({ ...notice, secretRef: 'env:ANOTHER_SECRET' });
  await expect(sent).rejects.toMatchObject({ type: 'WEBHOOK_SECRET_MISSING', nonRetryable: false });
  expect(received).toEqual([]);
});

test.each([
  [404, true],
  [302, true],
  [408, false],
  [429, false],
  [503, false],
])('an answer of %i is final: %s', async (status, nonRetryable) => {
  const { notice, received } = await webhook(status);
  await expect(sendNotice(notice)).rejects.toMatchObject({ type: 'NOTICE_REFUSED', nonRetryable });
  expect(received.length).toBe(1);
});
