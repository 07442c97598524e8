import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { artifactUri } from '#contracts/digest.ts';
import { eventually } from '#test/support/eventually.ts';
import { arrivalEvent, type GatewaySite, openGatewaySite, post } from '#test/support/site/gateway.ts';

const Document = z.looseObject({
  components: z.object({ schemas: z.record(z.string(), z.looseObject({ required: z.array(z.string()).optional() })) }),
});

let site: GatewaySite;
let arrivalsUrl: string;

beforeAll(async () => {
  site = await openGatewaySite();
  await site.begin('delays', ['flights', 'weather']);
  arrivalsUrl = `${site.gateway.url}/v1/pipelines/delays/arrivals`;
});
afterAll(() => site?.close());

describe('arrivals', () => {
  test('an event is acknowledged when the stream has its signal', async () => {
    const answer = await post(arrivalsUrl, arrivalEvent('first'));
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: true, source: 'flights', id: 'first', streams: ['stream/delays/all'] },
    });
    expect(await site.arrived('delays')).toMatchObject([
      { announcements: [{ kind: 'arrival', id: 'first', minTime: 1_367_366_400_000 }] },
    ]);
  });

  test('plain application/json and a watermark are taken too', async () => {
    const event = {
      specversion: '1.0',
      id: 'w',
      source: 'weather',
      type: 'dev.tidegate.watermark.v1',
      data: { completeThrough: '2013-05-02T00:00:00Z' },
    };
    expect((await post(arrivalsUrl, event, 'application/json; charset=utf-8')).status).toBe(202);
    expect((await site.arrived('delays')).at(-1)).toMatchObject({
      announcements: [{ kind: 'watermark', completeThrough: 1_367_452_800_000 }],
    });
  });

  test('an event whose contract the one in force cannot read is refused with the list of breaks', async () => {
    const contract = (...properties: object[]) => ({
      apiVersion: 'v3.0.2',
      kind: 'DataContract',
      id: 'flights',
      version: '1.0.0',
      schema: [{ name: 'flights', properties }],
    });
    const id = { name: 'id', logicalType: 'string', required: true };
    await site.begin('evolved', ['flights'], { flights: contract(id, { name: 'gate', logicalType: 'string' }) });
    const url = `${site.gateway.url}/v1/pipelines/evolved/arrivals`;
    const announce = async (id: string, written: object) => {
      const { digest } = await site.artifacts.putJson(written);
      return post(url, arrivalEvent(id, { dataschema: artifactUri(digest) }));
    };
    expect((await announce('earlier', contract(id))).status).toBe(202);
    expect(await announce('other', contract({ ...id, logicalType: 'integer' }))).toMatchObject({
      status: 400,
      body: {
        code: 'CONTRACT_BREAKING',
        breaks: [
          { code: 'CONTRACT_TYPE_CHANGED', source: 'flights', column: 'id', before: 'integer', after: 'string' },
        ],
      },
    });
    expect(await announce('none', { no: 'contract' })).toMatchObject({ status: 400, body: { path: 'dataschema' } });
    const elsewhere = { dataschema: 'https://schemas.example/flights/1' };
    expect((await post(url, arrivalEvent('elsewhere', elsewhere))).status).toBe(202);
  });

  test('what comes at once shares few signals, packed, and a batch that is large even so goes by claim check', async () => {
    await site.begin('busy', ['flights']);
    const url = `${site.gateway.url}/v1/pipelines/busy/arrivals`;
    const ids = Array.from({ length: 400 }, (_, i) => `batch-${i}`);
    const uri = () => `file:///data/in/${randomBytes(700).toString('hex')}`;
    const answers = await Promise.all(ids.map((id) => post(url, arrivalEvent(id, {}, { uri: uri() }))));
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([202]));
    const messages = await site.arrived('busy');
    expect(messages.length).toBeLessThan(ids.length / 2);
    const seen = (await site.announced('busy')).map(({ id }) => id);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    const batch = (count: number, data: () => object = () => ({})) =>
      post(
        url,
        Array.from({ length: count }, (_, i) => arrivalEvent(`more-${count}-${i}`, {}, data())),
        'application/cloudevents-batch+json',
      );
    expect((await batch(50)).status).toBe(202);
    expect((await site.arrived('busy')).at(-1)).toMatchObject({ packed: expect.any(String), count: 50 });
    // What is drawn at random packs into half of its hexadecimal form.
    expect((await batch(100, () => ({ uri: uri() }))).status).toBe(202);
    expect((await site.arrived('busy')).at(-1)).toMatchObject({ claim: expect.any(String), count: 100 });
  });

  test.each([
    ['no JSON', '{', 'ARRIVAL_MALFORMED', undefined],
    ['another type', arrivalEvent('x', { type: 'dev.tidegate.arival.v1' }), 'ARRIVAL_MALFORMED', 'type'],
    ['no id', arrivalEvent('x', { id: undefined }), 'ARRIVAL_MALFORMED', 'id'],
    [
      'a time without an offset',
      arrivalEvent('x', {}, { minTime: '2013-05-01T00:00:00' }),
      'ARRIVAL_MALFORMED',
      'data.minTime',
    ],
    ['a mistyped field', arrivalEvent('x', {}, { row: 3 }), 'ARRIVAL_MALFORMED', 'data.row'],
    ['negative rows', arrivalEvent('x', {}, { rows: -1 }), 'ARRIVAL_MALFORMED', 'data.rows'],
    ['an unknown source', arrivalEvent('x', { source: 'flight' }), 'SOURCE_UNKNOWN', 'source'],
    [
      'reversed times',
      arrivalEvent('x', {}, { minTime: '2013-06-01T00:00:00Z' }),
      'ARRIVAL_TIME_REVERSED',
      'data.minTime',
    ],
    ['credentials', arrivalEvent('x', {}, { uri: 'https://me:hunter2@store/a' }), 'URI_CREDENTIALS', 'data.uri'],
    ['a URI that cannot be read', arrivalEvent('x', {}, { uri: 'https://store/a' }), 'URI_UNSUPPORTED', 'data.uri'],
  ])('%s is refused with a code and a path, and nothing is accepted', async (_, body, code, path) => {
    const before = await site.arrived('delays');
    const answer = await post(arrivalsUrl, body);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer).toMatchObject({
      status: 400,
      body: { status: 400, code, remedy: expect.any(String), ...(path && { path, expected: expect.any(String) }) },
    });
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
    expect(await site.arrived('delays')).toHaveLength(before.length);
    expect(site.log.at(-1)).toMatchObject({ method: 'POST', status: 400, code });
  });

  test('an unknown pipeline is refused with the nearest name', async () => {
    const url = `${site.gateway.url}/v1/pipelines/delay/arrivals`;
    // Temporal lists a new run a moment after it was started.
    await eventually(async () =>
      expect(await post(url, arrivalEvent('x'))).toMatchObject({
        status: 404,
        body: { code: 'PIPELINE_UNKNOWN', observed: 'delay', remedy: 'Did you mean `delays`?' },
      }),
    );
  });

  test('a pipeline that was removed takes nothing, and one that was renamed leads to its new name', async () => {
    await site.lead('gone', { removed: true });
    await site.lead('renamed', { movedTo: 'delays' });
    const before = await site.arrived('delays');
    const announced = (pipeline: string, init: RequestInit = {}) =>
      fetch(`${site.gateway.url}/v1/pipelines/${pipeline}/arrivals`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(arrivalEvent('moved')),
        ...init,
      });
    const gone = await announced('gone');
    expect([gone.status, await gone.json()]).toMatchObject([410, { code: 'PIPELINE_REMOVED' }]);
    const moved = await announced('renamed', { redirect: 'manual' });
    expect(moved.headers.get('location')).toBe('/v1/pipelines/delays/arrivals');
    expect([moved.status, await moved.json()]).toMatchObject([308, { code: 'PIPELINE_RENAMED', expected: 'delays' }]);
    // Clients that follow, as fetch does, arrive.
    expect((await announced('renamed')).status).toBe(202);
    expect(await site.arrived('delays')).toHaveLength(before.length + 1);
  });

  test('a body that is too large is refused with the limit', async () => {
    const answer = await post(arrivalsUrl, arrivalEvent('x', { padding: 'x'.repeat(70_000) }));
    expect(answer).toMatchObject({ status: 413, body: { code: 'ARRIVAL_TOO_LARGE', limit: 65_536 } });
  });

  test('another content type is refused', async () => {
    expect(await post(arrivalsUrl, 'a,b', 'text/csv')).toMatchObject({
      status: 415,
      body: {
        code: 'MEDIA_TYPE_UNSUPPORTED',
        observed: 'text/csv',
        expected: expect.stringContaining('application/cloudevents+json'),
      },
    });
  });

  test('a stream that was ended from outside is not begun again', async () => {
    await site.begin('lost', ['flights']);
    const url = `${site.gateway.url}/v1/pipelines/lost/arrivals`;
    expect((await post(url, arrivalEvent('before'))).status).toBe(202);
    await site.client.workflow.getHandle('stream/lost/all').terminate();
    expect(await post(url, arrivalEvent('after'))).toMatchObject({
      status: 409,
      body: { code: 'STREAM_STATE_LOST', remedy: expect.stringContaining('stream recover') },
    });
    expect((await site.client.workflow.getHandle('stream/lost/all').describe()).status.name).toBe('TERMINATED');
  });

  test('a stream without a worker takes arrivals up to its bound, and then no more', async () => {
    await site.begin('full', ['flights']);
    const handle = site.client.workflow.getHandle('stream/full/all');
    for (let sent = 0; sent < 9; sent += 1) await handle.signal('filler', 'x'.repeat(1_000_000));
    const { historyLength } = await handle.describe();
    const answer = await post(`${site.gateway.url}/v1/pipelines/full/arrivals`, arrivalEvent('one too many'));
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'STREAM_BACKLOGGED', observed: expect.stringMatching(/^\d+ events, 9\d{6} bytes$/) },
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await handle.describe()).historyLength).toBe(historyLength);
  });
});

describe('files', () => {
  const put = async (body: string | ReadableStream, headers: Record<string, string> = {}) => {
    const init = { method: 'PUT', body, headers, duplex: 'half' } as const;
    const response = await fetch(`${site.gateway.url}/v1/artifacts`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const sha256 = (text: string) => createHash('sha256').update(text).digest();

  test('a file is stored under its digest', async () => {
    const stored = await put('a,b\n1,2\n');
    const digest = `sha256:${sha256('a,b\n1,2\n').toString('hex')}`;
    expect(stored).toEqual({ status: 201, body: { uri: `artifact:${digest}`, digest, bytes: 8 } });
    expect(String(await site.artifacts.get(digest))).toBe('a,b\n1,2\n');
  });

  test('a file that is not the one of Content-Digest is refused and not kept', async () => {
    const right = `sha-256=:${sha256('right').toString('base64')}:`;
    expect((await put('right', { 'content-digest': right })).status).toBe(201);
    expect(await put('wrong', { 'content-digest': right })).toMatchObject({
      status: 400,
      body: { code: 'ARTIFACT_DIGEST_MISMATCH' },
    });
    expect(await site.artifacts.has(`sha256:${sha256('wrong').toString('hex')}`)).toBe(false);
  });

  test('a file above the limit is refused, whether its length is announced or not', async () => {
    const large = 'x'.repeat(1_000_001);
    expect(await put(large)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE', limit: 1_000_000 } });
    const stream = new Blob([large]).stream();
    expect(await put(stream)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE', limit: 1_000_000 } });
  });
});

describe('everything else', () => {
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${site.gateway.url}${path}`, init);
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  test('an unknown route is refused with the nearest one', async () => {
    expect(await get('/v1/artefacts')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', remedy: 'Did you mean `/v1/artifacts`?' },
    });
    expect(await get('/v1/pipelines/delays/arrival')).toMatchObject({
      status: 404,
      body: { remedy: 'Did you mean `/v1/pipelines/delays/arrivals`?' },
    });
  });

  test('another method is refused with those that are allowed', async () => {
    const answer = await get('/v1/pipelines/delays/arrivals', { method: 'DELETE' });
    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_UNSUPPORTED', expected: 'POST' } });
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test('health: live, and degraded while no worker and no catalog are there', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await get('/health/ready')).toMatchObject({
      status: 200,
      body: {
        status: 'degraded',
        parts: {
          temporal: { ready: true },
          artifacts: { ready: true },
          worker: { ready: false, code: 'WORKER_UNAVAILABLE' },
          catalog: { ready: false, code: 'CATALOG_UNAVAILABLE' },
        },
      },
    });
  });

  test('a pipeline stands as Temporal knows it where no worker answers', async () => {
    expect(await get('/v1/pipelines/delays')).toMatchObject({
      status: 200,
      body: {
        pipeline: { id: 'pipeline/delays', status: 'RUNNING', problem: { code: 'WORKER_UNAVAILABLE' } },
        streams: [{ id: 'stream/delays/all', status: 'RUNNING' }],
      },
    });
    expect(await get('/v1/pipelines/nothing-like-it')).toMatchObject({
      status: 404,
      body: { code: 'PIPELINE_UNKNOWN' },
    });
  });

  test('the OpenAPI document describes every route with its refusals', async () => {
    const { body } = await get('/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/v1/pipelines/{pipeline}/arrivals': {
          post: { requestBody: {}, responses: { 202: {}, 400: {}, 413: {}, 429: {}, 503: {} } },
        },
        '/v1/artifacts': { put: {} },
        '/v1/promotions/{model}/{version}/approvals': { post: {} },
        '/v1/pipelines/{pipeline}': { get: {} },
        '/health/ready': { get: {} },
      },
    });
  });

  test('the OpenAPI document means what it refers to', async () => {
    const { body } = await get('/openapi.json');
    const document = Document.parse(body);
    const references = JSON.stringify(document).matchAll(/"[$]ref":"#[/]components[/]schemas[/](\w+)"/g);
    const named = new Set([...references].map(([, name]) => name));
    expect(Object.keys(document.components.schemas).toSorted()).toEqual([...named].toSorted());
    const { Accepted, AcceptedBatch, AcceptedRows, Receipt } = document.components.schemas;
    expect(Accepted?.required).toEqual(['accepted', 'source', 'id', 'streams']);
    expect(AcceptedBatch?.required).toEqual(['accepted', 'refused', 'streams']);
    expect(AcceptedRows?.required).toEqual(['accepted', 'refused', 'id', 'streams']);
    expect(Receipt?.required).toContain('steps');
  });

  test('an approval of a promotion that does not exist is refused', async () => {
    const statement = {
      promotion: 'promotion/m/1',
      evidence: `sha256:${'e'.repeat(64)}`,
      verdict: 'approve',
      principal: 'ada',
      at: 1,
    };
    const url = `${site.gateway.url}/v1/promotions/m/1/approvals`;
    expect(await post(url, { statement }, 'application/json')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
    expect(await post(url, { statment: statement }, 'application/json')).toMatchObject({
      status: 400,
      body: { code: 'MESSAGE_REFUSED', path: 'statment' },
    });
  });

  test('a page of another host that was pointed here is refused', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(`${site.gateway.url}/health/live`, { headers: { host: 'evil.example' } }, (response) =>
        resolve(response.statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(400);
  });
});
