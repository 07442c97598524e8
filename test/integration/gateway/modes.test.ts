import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrivalEvent, type GatewaySite, openGatewaySite, post } from '#test/support/site/gateway.ts';

let site: GatewaySite;

beforeAll(async () => {
  site = await openGatewaySite();
});
afterAll(() => site?.close());

const batched = 'application/cloudevents-batch+json';

async function begun(pipeline: string): Promise<string> {
  await site.begin(pipeline, ['flights']);
  return `${site.gateway.url}/v1/pipelines/${pipeline}/arrivals`;
}

const idsIn = async (pipeline: string) => (await site.announced(pipeline)).map(({ id }) => id);

describe('binary mode', () => {
  const headersOf = (id: string) => ({
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-type': 'dev.tidegate.arrival.v1',
    'ce-source': 'flights',
    'ce-id': id,
  });
  async function send(url: string, headers: Record<string, string>) {
    const body = JSON.stringify(arrivalEvent('unused').data);
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('attributes come as headers, percent-decoded, and the data as the body', async () => {
    const url = await begun('binary');
    expect(await send(url, headersOf('Z%C3%BCrich%201'))).toMatchObject({ status: 202, body: { id: 'Zürich 1' } });
    expect(await site.arrived('binary')).toMatchObject([
      { announcements: [{ kind: 'arrival', id: 'Zürich 1', source: 'flights', rows: 10 }] },
    ]);
  });

  test('a header that encodes no text, and one that is missing, are refused by name', async () => {
    const url = await begun('binary-bad');
    expect(await send(url, headersOf('%C3%28'))).toMatchObject({
      status: 400,
      body: { code: 'ARRIVAL_MALFORMED', path: 'ce-id' },
    });
    const { 'ce-source': _, ...without } = headersOf('x');
    expect(await send(url, without)).toMatchObject({
      status: 400,
      body: { code: 'ARRIVAL_MALFORMED', path: 'source' },
    });
    expect(await site.arrived('binary-bad')).toEqual([]);
  });
});

describe('batched mode', () => {
  test('a batch of good events is accepted in its order', async () => {
    const url = await begun('batch');
    const ids = Array.from({ length: 2_500 }, (_, i) => `batch-${i}`);
    const answer = await post(
      url,
      ids.map((id) => arrivalEvent(id)),
      batched,
    );
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 2_500, refused: [], streams: ['stream/batch/all'] },
    });
    expect(await idsIn('batch')).toEqual(ids);
  });

  test('of ten thousand with three bad ones the good ones are accepted and the three named', async () => {
    const url = await begun('batch-mixed');
    const events: unknown[] = Array.from({ length: 10_000 }, (_, i) => arrivalEvent(`mixed-${i}`));
    events[7] = arrivalEvent('mixed-7', { source: 'flight' });
    events[5_000] = arrivalEvent('mixed-5000', {}, { rows: -1 });
    events[9_999] = 'no event';
    const answer = await post(url, events, batched);
    expect(answer).toMatchObject({
      status: 207,
      body: {
        accepted: 9_997,
        refused: [
          { index: 7, id: 'mixed-7', code: 'SOURCE_UNKNOWN', path: 'source', detail: expect.any(String) },
          { index: 5_000, id: 'mixed-5000', code: 'ARRIVAL_MALFORMED', path: 'data.rows' },
          { index: 9_999, code: 'ARRIVAL_MALFORMED', detail: expect.any(String) },
        ],
      },
    });
    const ids = await idsIn('batch-mixed');
    expect(ids).toHaveLength(9_997);
    expect(new Set(ids).size).toBe(9_997);
    expect(ids).not.toContain('mixed-5000');
  });

  test.each([
    ['all bad', [arrivalEvent('x', { source: 'flight' })], 'SOURCE_UNKNOWN'],
    ['no array', arrivalEvent('x'), 'ARRIVAL_MALFORMED'],
    ['half a body', '[{"specversion":"1.0"', 'ARRIVAL_MALFORMED'],
  ])('%s is refused whole', async (_, body, code) => {
    const url = `${site.gateway.url}/v1/pipelines/batch/arrivals`;
    const before = (await site.arrived('batch')).length;
    expect(await post(url, body, batched)).toMatchObject({ status: 400, body: { code } });
    expect(await site.arrived('batch')).toHaveLength(before);
  });

  test('more events than a request may carry are refused with the bound', async () => {
    const url = `${site.gateway.url}/v1/pipelines/batch/arrivals`;
    const answer = await post(
      url,
      Array.from({ length: 10_001 }, () => 1),
      batched,
    );
    expect(answer).toMatchObject({
      status: 413,
      body: { code: 'ARRIVAL_TOO_LARGE', expected: expect.stringContaining('10000') },
    });
  });
});

describe('senders in trouble', () => {
  test('a repeat gets the same answer', async () => {
    const url = await begun('repeat');
    const [first, second] = [await post(url, arrivalEvent('again')), await post(url, arrivalEvent('again'))];
    expect(second.status).toBe(first.status);
    expect(second.body).toEqual(first.body);
  });

  test('an id of ten thousand characters is refused, whatever the mode', async () => {
    const url = await begun('long-id');
    const id = 'x'.repeat(10_240);
    const refusal = { code: 'ARRIVAL_MALFORMED', path: 'id' };
    expect(await post(url, arrivalEvent(id))).toMatchObject({ status: 400, body: refusal });
    expect(await post(url, [arrivalEvent(id), arrivalEvent('short')], batched)).toMatchObject({
      status: 207,
      body: { accepted: 1, refused: [{ index: 0, ...refusal }] },
    });
    expect(await idsIn('long-id')).toEqual(['short']);
  });

  test('a body that breaks off is not accepted, and the gateway serves on', async () => {
    const url = new URL(await begun('half'));
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        const head = `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/cloudevents+json`;
        socket.end(`${head}\r\nContent-Length: 1000\r\n\r\n{"specversion":`);
      });
      socket.resume().once('close', () => resolve());
      socket.once('error', reject);
    });
    expect(await site.arrived('half')).toEqual([]);
    expect((await post(url.href, arrivalEvent('whole'))).status).toBe(202);
  });

  test('a body without a length is taken within the limit and refused above it', async () => {
    const url = new URL(await begun('chunked'));
    const status = (body: string) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/cloudevents+json', 'transfer-encoding': 'chunked' };
        request(url, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end(body);
      });
    expect(await status(JSON.stringify(arrivalEvent('chunked')))).toBe(202);
    expect(await status(JSON.stringify(arrivalEvent('x', { padding: 'x'.repeat(70_000) })))).toBe(413);
  });
});
