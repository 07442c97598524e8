import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Arrival } from '#contracts/arrival.ts';
import { projectRoot } from '#stores/settings.ts';
import { type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';

let site: GatewaySite;
const children = new Set<ChildProcess>();

const column = (name: string, logicalType: string, required = false) => ({ name, logicalType, required });
const contracts = {
  orders: {
    apiVersion: 'v3.0.2',
    kind: 'DataContract',
    id: 'orders',
    version: '1.0.0',
    schema: [{ name: 'orders', properties: [column('id', 'string', true), column('at', 'timestamp', true)] }],
  },
};
const begin = (pipeline: string, inlineRows: object) =>
  site.begin(pipeline, { orders: { eventTime: 'at', inlineRows } }, contracts);

beforeAll(async () => {
  site = await openGatewaySite();
  await begin('shop', { maxRows: 1_000, maxAge: 100 });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await site?.close();
});

const row = (id: string, at = '2026-03-02T08:12:00Z') => ({ id, at });

interface Sent {
  readonly key?: string | undefined;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  readonly pipeline?: string;
  readonly url?: string;
}

async function send(body: unknown, { key, type = 'application/json', headers = {}, pipeline, url }: Sent = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${url ?? site.gateway.url}/v1/pipelines/${pipeline ?? 'shop'}/rows/orders`, {
    method: 'POST',
    headers: { 'content-type': type, ...(key !== undefined && { 'idempotency-key': key }), ...headers },
    body: text,
  });
  const answer = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body: answer };
}

const digestOf = (text: string) => `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;

/** The batches that a stream was told of, each once however often it was. */
async function batchesOf(pipeline: string): Promise<Arrival[]> {
  const arrivals = (await site.announced(pipeline)).filter((one) => one.kind === 'arrival');
  return [...new Map(arrivals.map((one) => [one.id, one])).values()];
}

async function rowsOf(pipeline: string): Promise<string[]> {
  const files = await Promise.all((await batchesOf(pipeline)).map(({ digest }) => site.artifacts.get(digest)));
  return files.flatMap((file) => file.toString().trimEnd().split('\n')).map((line) => JSON.parse(line).id);
}

describe('inline rows', () => {
  test('of several requests and forms become one batch, announced like any other', async () => {
    await begin('forms', { maxRows: 3, maxAge: 20_000 });
    const of = { pipeline: 'forms' };
    const answers = await Promise.all([
      send([row('a')], { ...of, key: '"json"' }),
      send(`${JSON.stringify(row('b', '2026-03-02T09:00:00+01:00'))}\n`, {
        ...of,
        key: 'lines',
        type: 'application/x-ndjson',
      }),
      send('id,at\nc,2026-03-02T23:00:00Z\n', { ...of, key: 'csv', type: 'text/csv; charset=utf-8' }),
    ]);
    const [batch, ...more] = await batchesOf('forms');
    expect(more).toEqual([]);
    expect(batch).toMatchObject({
      source: 'orders',
      rows: 3,
      format: 'ndjson',
      minTime: Date.UTC(2026, 2, 2, 8),
      maxTime: Date.UTC(2026, 2, 2, 23),
    });
    expect((await rowsOf('forms')).sort()).toEqual(['a', 'b', 'c']);
    for (const { status, body } of answers) {
      expect(status).toBe(202);
      expect(body).toEqual({ accepted: 1, refused: [], id: batch?.id, streams: ['stream/forms/all'] });
    }
  });

  test('repeated under their key get the same answer and no second batch; another body is refused', async () => {
    const first = await send([row('once')], { key: 'repeat' });
    const again = await send([row('once')], { key: 'repeat' });
    expect(again).toMatchObject({ status: 202, body: first.body });
    expect(await send([row('twice')], { key: 'repeat' })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED', path: 'idempotency-key' },
    });
    expect((await rowsOf('shop')).filter((id) => id === 'once' || id === 'twice')).toEqual(['once']);
  });

  test('that are wrong are named by their place, and the others are accepted', async () => {
    expect(await send([row('good'), { id: 'bad' }, row('late', 'soon')], { key: 'mixed' })).toMatchObject({
      status: 207,
      body: {
        accepted: 1,
        refused: [
          { index: 1, code: 'ROW_MALFORMED', path: 'at' },
          { index: 2, code: 'ROW_MALFORMED', path: 'at', observed: '"soon"' },
        ],
      },
    });
    expect(await send([{ id: 'bad' }], { key: 'none' })).toMatchObject({
      status: 400,
      body: { code: 'ROW_MALFORMED', refused: [{ index: 0 }] },
    });
    expect(await rowsOf('shop')).not.toContain('bad');
  });

  test('whose digest is not that of the header are refused at once', async () => {
    const text = JSON.stringify([row('digest')]);
    const wrong = { key: 'digest', headers: { 'content-digest': digestOf('other') } };
    expect(await send(text, wrong)).toMatchObject({ status: 400, body: { code: 'ARTIFACT_DIGEST_MISMATCH' } });
    expect(await rowsOf('shop')).not.toContain('digest');
    const right = { key: 'digest', headers: { 'content-digest': digestOf(text) } };
    expect((await send(text, right)).status).toBe(202);
  });

  test.each([
    ['no key', [row('x')], { key: undefined }, 400, 'IDEMPOTENCY_KEY_MISSING'],
    ['another form', 'a', { type: 'text/plain' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['no array', '{}', {}, 400, 'ARRIVAL_MALFORMED'],
    ['no row', '[]', {}, 400, 'ARRIVAL_MALFORMED'],
    ['too many rows', Array.from({ length: 10_001 }, () => 1), {}, 413, 'ARRIVAL_TOO_LARGE'],
    ['too large a body', `[${' '.repeat(1_100_000)}]`, {}, 413, 'ARRIVAL_TOO_LARGE'],
    ['an unknown pipeline', [row('x')], { pipeline: 'nothing' }, 404, 'PIPELINE_UNKNOWN'],
  ])('with %s are refused with a code', async (_, body, change, status, code) => {
    expect(await send(body, { key: 'x', ...change })).toMatchObject({ status, body: { code } });
  });

  test('of an unknown source are refused with the nearest name', async () => {
    const response = await fetch(`${site.gateway.url}/v1/pipelines/shop/rows/order`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'x' },
      body: '[]',
    });
    expect(await response.json()).toMatchObject({ code: 'SOURCE_UNKNOWN', remedy: 'Did you mean `orders`?' });
  });

  test('for a stream that takes nothing more are refused until it does', async () => {
    await begin('full', { maxRows: 1, maxAge: 100 });
    const stream = site.client.workflow.getHandle('stream/full/all');
    await Promise.all(Array.from({ length: 9 }, () => stream.signal('arrive', { filler: 'x'.repeat(1_000_000) })));
    const answer = await send([row('a')], { key: 'full', pipeline: 'full' });
    expect(answer).toMatchObject({ status: 429, body: { code: 'STREAM_BACKLOGGED' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

/** A gateway as a process of its own, in the installation of the site. */
async function startProcess() {
  const { address, namespace } = site.temporal;
  const child = spawn(process.execPath, ['client/gateway/main.ts'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TIDEGATE_HOME: site.home,
      TIDEGATE_ARTIFACTS: site.artifactFolder,
      TIDEGATE_GATEWAY_PORT: '0',
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
    },
  });
  children.add(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const { listening } = JSON.parse(line) as { listening?: string };
    if (listening === undefined) continue;
    child.stdout.resume();
    return {
      url: listening,
      async kill() {
        child.kill('SIGKILL');
        await once(child, 'exit');
        children.delete(child);
      },
    };
  }
  throw new Error('the gateway did not start');
}

test('a gateway that is killed again and again loses no row that it acknowledged, and a repeat takes none twice', async () => {
  await begin('killed', { maxRows: 20, maxAge: 50 });
  const ids = Array.from({ length: 60 }, (_, i) => `row-${i}`);
  const waiting = new Set(ids);
  const acknowledged = new Map<string, unknown>();
  const filesNow = async () => (await readdir(site.artifactFolder, { recursive: true })).length;
  const announcedNow = async () => (await site.arrived('killed')).length;
  const more = async (now: () => Promise<number> | number, by: number) => {
    const before = await now();
    return async () => expect(await now()).toBeGreaterThanOrEqual(before + by);
  };
  // Amid claims, amid files, after an announcement that nobody may have heard of, amid answers; at last it is left alone.
  const moments = [
    () => more(filesNow, 5),
    () => more(filesNow, 60),
    () => more(announcedNow, 1),
    () => more(() => acknowledged.size, 1),
  ];
  for (const moment of [...moments, undefined]) {
    const gateway = await startProcess();
    const come = await moment?.();
    const senders = [...waiting].map(async (id, i) => {
      await sleep(i * 5);
      const answer = await send([row(id)], { key: id, pipeline: 'killed', url: gateway.url }).catch(() => undefined);
      if (answer?.status === 202) acknowledged.set(id, answer.body.id);
    });
    if (come) await vi.waitFor(come, { timeout: 200_000, interval: 1 });
    else await Promise.all(senders);
    await gateway.kill();
    await Promise.all(senders);
    const known = await rowsOf('killed');
    for (const id of acknowledged.keys()) expect(known).toContain(id);
    for (const id of acknowledged.keys()) waiting.delete(id);
  }
  expect(waiting).toEqual(new Set());
  expect((await rowsOf('killed')).sort()).toEqual(ids.toSorted());
  const batches = new Set((await batchesOf('killed')).map(({ id }) => id));
  for (const id of acknowledged.values()) expect(batches).toContain(id);
});
