import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Notice } from '#activities/notices/port.ts';
import { createNoticeActivities } from '#activities/notices/webhook.ts';

const notice: Notice = {
  key: `sha256:${'a'.repeat(64)}`,
  code: 'ROLLED_BACK',
  subject: 'promotion/lateness/abc',
  numbers: { looks: 3 },
  evidence: [],
};

let server: Server | undefined;
afterEach(() => server?.close());

/** A webhook that answers with a status, and what it was sent. */
async function webhook(status: number) {
  const received: { key: string | string[] | undefined; body: unknown }[] = [];
  server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ key: request.headers['idempotency-key'], body: JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(status, { location: '/elsewhere' }).end('thanks');
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

test('a notice is posted with its key', async () => {
  const { url, received } = await webhook(204);
  await createNoticeActivities().sendNotice({ url, notice });
  expect(received).toEqual([{ key: notice.key, body: notice }]);
});

test.each([
  [404, true],
  [302, true],
  [408, false],
  [429, false],
  [503, false],
])('an answer of %i is final: %s', async (status, nonRetryable) => {
  const { url, received } = await webhook(status);
  await expect(createNoticeActivities().sendNotice({ url, notice })).rejects.toMatchObject({
    type: 'NOTICE_REFUSED',
    nonRetryable,
  });
  expect(received.length).toBe(1);
});
