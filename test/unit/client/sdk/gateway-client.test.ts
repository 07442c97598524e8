import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type BatchEvent, gatewayClient } from '#client/sdk/gateway-client.ts';
import { arrivalType } from '#contracts/arrival.ts';
import { TidegateError } from '#contracts/problem.ts';

// What is sent and how often, by a server that answers as it is told. The gateway itself: test/integration/sdk.

interface Scripted {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
interface Request {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  readonly body: string;
}

let server: Server;
let url: string;
let requests: Request[];
let answers: (Scripted | 'nothing')[];

beforeEach(async () => {
  [requests, answers] = [[], []];
  server = createServer(async (request, response) => {
    requests.push({ headers: request.headers, url: request.url ?? '', body: await text(request) });
    const answer = answers.shift() ?? { status: 202, body: { accepted: true } };
    if (answer === 'nothing') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  url = `http://127.0.0.1:${port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const digest = `sha256:${'a'.repeat(64)}`;
const times = { minTime: '2026-03-02T08:12:00Z', maxTime: '2026-03-02T21:58:00Z' };
const data = {
  uri: `artifact:${digest}`,
  digest,
  rows: 5,
  format: 'csv',
  ...times,
  producedBy: { name: 'test' },
} as const;
const batch = (id: string): BatchEvent => ({ specversion: '1.0', type: arrivalType, source: 'orders', id, data });
const backlogged = (seconds: string): Scripted => ({
  status: 429,
  headers: { 'retry-after': seconds },
  body: { code: 'STREAM_BACKLOGGED', detail: 'too much is undecided' },
});
const codeOf = async (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (error) => (error instanceof TidegateError ? error.problem.code : String(error)),
  );

test('sends its token, and tries again when it is asked to or is not answered', async () => {
  answers = [backlogged('0'), 'nothing'];
  await gatewayClient({ url, token: 'secret' }).announce('shop', batch('a'));
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  expect(requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer secret'));
});

test('gives up after so many attempts, with the last refusal', async () => {
  answers = Array(9).fill(backlogged('0'));
  expect(await codeOf(gatewayClient({ url, attempts: 3 }).announce('shop', batch('a')))).toBe('STREAM_BACKLOGGED');
  expect(requests).toHaveLength(3);
});

test('sends what is refused for good once', async () => {
  answers = [{ status: 404, body: { code: 'PIPELINE_UNKNOWN', detail: 'no such pipeline' } }];
  expect(await codeOf(gatewayClient({ url }).announce('nothing', batch('a')))).toBe('PIPELINE_UNKNOWN');
  expect(requests).toHaveLength(1);
});

test('an aborted call ends while it waits, with the reason that was given', async () => {
  answers = [backlogged('3600')];
  const stop = new AbortController();
  const call = gatewayClient({ url }).announce('shop', batch('a'), { signal: stop.signal });
  setTimeout(() => stop.abort('enough'), 200);
  await expect(call).rejects.toBe('enough');
  expect(requests).toHaveLength(1);
});

test('a call that was aborted before sends nothing', async () => {
  await expect(gatewayClient({ url }).announce('shop', batch('a'), { signal: AbortSignal.abort('no') })).rejects.toBe(
    'no',
  );
  expect(requests).toHaveLength(0);
});

test('many go in few requests, and the refused ones are named by their place among all of them', async () => {
  const refused = { index: 3, id: 'x', code: 'ARRIVAL_TIME_REVERSED', detail: '`minTime` lies after `maxTime`' };
  answers = [
    { status: 202, body: { accepted: 1_000, refused: [] } },
    backlogged('0'),
    { status: 207, body: { accepted: 499, refused: [refused] } },
  ];
  const events = Array.from({ length: 1_500 }, (_, n) => batch(`b${n}`));
  expect(await gatewayClient({ url }).announceAll('shop', events)).toEqual({
    accepted: 1_499,
    refused: [{ ...refused, index: 1_003 }],
  });
  const [first = [], ...second] = requests.map(({ body }) => (JSON.parse(body) as BatchEvent[]).map(({ id }) => id));
  expect([...first, ...(second.at(-1) ?? [])]).toEqual(events.map(({ id }) => id));
  expect(requests[0]?.headers['content-type']).toBe('application/cloudevents-batch+json');
});

test('a batch of which all are refused is an answer; one that is refused as a whole is thrown', async () => {
  const refused = [{ index: 0, code: 'SOURCE_UNKNOWN', detail: 'no such source' }];
  answers = [
    { status: 400, body: { code: 'SOURCE_UNKNOWN', detail: 'none can be accepted', refused } },
    { status: 404, body: { code: 'PIPELINE_UNKNOWN', detail: 'no such pipeline' } },
  ];
  const gateway = gatewayClient({ url });
  expect(await gateway.announceAll('shop', [batch('a')])).toEqual({ accepted: 0, refused });
  expect(await codeOf(gateway.announceAll('shop', [batch('a')]))).toBe('PIPELINE_UNKNOWN');
});

test('none is announced without a request', async () => {
  expect(await gatewayClient({ url }).announceAll('shop', [])).toEqual({ accepted: 0, refused: [] });
  expect(requests).toHaveLength(0);
});

test('what is no gateway is said so', async () => {
  answers = [{ status: 404, body: '<html>' }];
  expect(await codeOf(gatewayClient({ url }).announce('shop', batch('a')))).toBe('INTERNAL');
});

const receipt = (state: string, steps: object = {}): Scripted => ({
  status: 200,
  body: {
    ...{ pipeline: 'shop', source: 'orders', id: 'a/1', state, fates: {} },
    steps: { accepted: { at: 1, stream: 'stream/shop/all', run: 'r', code: 'ARRIVAL_ACCEPTED' }, ...steps },
  },
});

test('asks for a receipt until the step has come', async () => {
  const published = [{ window: { start: 0, end: 1 }, pane: 0, at: 2, code: 'P', partition: 'all', snapshot: digest }];
  answers = [
    { status: 404, body: { code: 'NOT_FOUND', detail: 'not yet' } },
    receipt('accepted'),
    receipt('accepted', { published }),
  ];
  const awaited = { source: 'orders', id: 'a/1', step: 'published' } as const;
  const found = await gatewayClient({ url }).waitForReceipt('shop', awaited);
  expect(found.steps.published).toEqual(published);
  expect(requests.map((request) => request.url)).toEqual(Array(3).fill('/v1/pipelines/shop/arrivals/orders/a%2F1'));
});

test('does not wait for a step that cannot come, nor for a pipeline that is not there', async () => {
  answers = [receipt('expired'), { status: 404, body: { code: 'PIPELINE_UNKNOWN', detail: 'no such pipeline' } }];
  const gateway = gatewayClient({ url });
  const awaited = { source: 'orders', id: 'a/1', step: 'gated' } as const;
  expect(await gateway.waitForReceipt('shop', awaited)).toMatchObject({ state: 'expired' });
  expect(await codeOf(gateway.waitForReceipt('shop', awaited))).toBe('PIPELINE_UNKNOWN');
});

test('does not wait for the publication of a pane that is withheld, but for the pane that comes after one', async () => {
  const pane = { window: { start: 0, end: 1 }, pane: 0, at: 2, code: 'P', partition: 'all' };
  const withheld = (outcome: string) => receipt('accepted', { withheld: [{ ...pane, outcome }] });
  const published = receipt('accepted', { published: [{ ...pane, pane: 1, snapshot: digest }] });
  const awaited = { source: 'orders', id: 'a/1', step: 'published' } as const;
  const gateway = gatewayClient({ url });
  answers = [withheld('held')];
  expect((await gateway.waitForReceipt('shop', awaited)).steps.withheld).toHaveLength(1);
  answers = [withheld('superseded'), published];
  expect((await gateway.waitForReceipt('shop', awaited)).steps.published).toHaveLength(1);
});

test('a wait for a receipt ends by its signal', async () => {
  answers = Array(9).fill(receipt('waiting'));
  const awaited = { source: 'orders', id: 'a/1', step: 'gated' } as const;
  const stop = new AbortController();
  const call = gatewayClient({ url }).waitForReceipt('shop', awaited, { signal: stop.signal });
  setTimeout(() => stop.abort('enough'), 300);
  await expect(call).rejects.toBe('enough');
});
