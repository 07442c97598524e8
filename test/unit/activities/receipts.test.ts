import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, expect, test } from 'vitest';
import { createReceiptActivities } from '#activities/receipts/deliver.ts';
import type { Delivered, Delivery } from '#activities/receipts/port.ts';
import { isSignedBy, isTimely } from '#client/gateway/access/webhook.ts';
import { type DueReceipt, mostReceipted } from '#contracts/receipt.ts';
import { digestOf, sha256 } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { entryOf } from '#stores/segments/entry.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { openReceiver } from '#test/support/stand-ins/receiver.ts';
import { arrivalOf } from '#test/support/stand-ins/streams.ts';
import { accountOf, included } from './accounts.ts';

const folder = await mkdtemp(join(tmpdir(), 'tidegate-receipts-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const artifacts = await openArtifactStore(folder);
const segments = openSegments(artifacts);
const secret = Buffer.alloc(32, 7);
const environment = { ORDERS_SECRET: `whsec_${secret.toString('base64')}` };
const activities = createReceiptActivities({ artifacts, segments, environment });

const arrivals = [
  arrivalOf('a', [0, 900]),
  arrivalOf('b', [500, 1_500]),
  arrivalOf('w', [0, 1], { source: 'weather' }),
];
const segment = await segments.write(arrivals.map(entryOf));
const account = await artifacts.putJson(accountOf([included('a', 0), included('b', 1)]));
const report = await artifacts.putJson({ gate: 'data', verdict: 'fail', findings: [] });
const decided = (name: string) => ({ key: sha256(name), at: 1_000, code: 'ARRIVAL_ACCEPTED' }) as const;
const place = { feed: 'data', window: { start: 0, end: 1_000 }, pane: 0 };
const receipts = [
  { step: 'accepted', ...decided('1'), segment: segment.digest },
  { step: 'inPane', ...decided('2'), ...place, timing: 'on-time', segments: [segment.digest], through: 0, except: [] },
  { step: 'gated', ...decided('3'), ...place, account: account.digest, report: report.digest },
  { step: 'published', ...decided('4'), ...place, account: account.digest, snapshot: sha256('snapshot') },
] as const satisfies DueReceipt[];

const deliveryTo = (to: string, change: Partial<Delivery> = {}): Delivery => ({
  to,
  secretRef: 'env:ORDERS_SECRET',
  pipeline: 'shop',
  partition: 'all',
  source: 'flights',
  receipts,
  ...change,
});

test('each step is one event that names its arrivals, what became of them, and the ids to trace it', async () => {
  const receiver = await openReceiver();
  expect(await activities.deliverReceipts(deliveryTo(receiver.url))).toEqual({ taken: 4, refused: 0 });
  const rows = { fates: { included: 10 } };
  const a = { id: 'a', ordinal: 0 };
  const b = { id: 'b', ordinal: 1 };
  expect(receiver.events).toMatchObject([
    { data: { step: 'accepted', decision: sha256('1'), stream: 'stream/shop/all', arrivals: [a, b] } },
    { data: { step: 'inPane', timing: 'on-time', window: place.window, pane: 0, arrivals: [a] } },
    {
      data: {
        step: 'gated',
        verdict: 'fail',
        code: 'GATE_FAILED',
        workflowId: 'window/shop/all/0~1000/0',
        arrivals: [
          { ...a, ...rows },
          { ...b, ...rows },
        ],
      },
    },
    { data: { step: 'published', snapshot: sha256('snapshot') } },
  ]);
  expect(receiver.events.map(({ id }) => id)).toEqual([
    `${sha256('1')}/accepted/flights/0`,
    `${sha256('2')}/inPane/flights/0`,
    `${sha256('3')}/gated/flights/0`,
    `${sha256('4')}/published/flights/0`,
  ]);
});

test('each event is signed by the Standard Webhooks, by every secret that is referred to', async () => {
  const receiver = await openReceiver();
  const other = Buffer.alloc(32, 8);
  const both = createReceiptActivities({
    artifacts,
    segments,
    environment: { ...environment, NEWER: `whsec_${other.toString('base64')}` },
  });
  await both.deliverReceipts(deliveryTo(receiver.url, { secretRef: ['env:ORDERS_SECRET', 'env:NEWER'] }));
  for (const { headers, body } of receiver.requests) {
    const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map(
      (name) => headers[`webhook-${name}`] ?? '',
    );
    const signed = { id: `${id}`, timestamp: `${timestamp}`, signatures: `${signatures}`, body };
    expect(headers['content-type']).toBe('application/cloudevents+json');
    expect(JSON.parse(body.toString()).id).toBe(id);
    expect(isTimely(signed.timestamp, Date.now())).toBe(true);
    for (const by of [secret, other]) expect(isSignedBy([by], signed)).toBe(true);
    expect(isSignedBy([Buffer.alloc(32, 9)], signed)).toBe(false);
  }
  expect(receiver.requests).toHaveLength(4);
});

test('receipts that were put aside are delivered from the artifact store', async () => {
  const receiver = await openReceiver();
  const claim = await artifacts.putJson({ receipts });
  await activities.deliverReceipts(deliveryTo(receiver.url, { receipts: claim.digest, source: 'weather' }));
  expect(receiver.events).toMatchObject([{ data: { source: 'weather', step: 'accepted', arrivals: [{ id: 'w' }] } }]);
});

test('more arrivals than one event names come in parts, each with an id of its own', async () => {
  const receiver = await openReceiver();
  const many = Array.from({ length: mostReceipted + 1 }, (_, i) => entryOf(arrivalOf(`${i}`, [0, 1]), i));
  const { digest } = await segments.write(many);
  await activities.deliverReceipts(
    deliveryTo(receiver.url, { receipts: [{ step: 'accepted', ...decided('many'), segment: digest }] }),
  );
  expect(receiver.events.map(({ id }) => id.split('/').at(-1))).toEqual(['0', '1']);
  expect(receiver.events.flatMap(({ data }) => data.arrivals.map(({ id }) => id))).toEqual(many.map(({ id }) => id));
});

test('what is refused for good is counted, and the next is told all the same', async () => {
  const receiver = await openReceiver(({ data }) => (data.step === 'inPane' ? 422 : 202));
  expect(await activities.deliverReceipts(deliveryTo(receiver.url))).toEqual({ taken: 3, refused: 1, status: 422 });
});

test('a receiver that is not ready fails the attempt, and the next goes on from there', async () => {
  let ready = false;
  const receiver = await openReceiver(({ data }) => (ready || data.step !== 'gated' ? 204 : 503));
  const first = new MockActivityEnvironment();
  let heartbeat: unknown;
  first.on('heartbeat', (details: unknown) => {
    heartbeat = JSON.parse(JSON.stringify(details));
  });
  const delivery = deliveryTo(receiver.url);
  await expect(first.run(activities.deliverReceipts, delivery)).rejects.toMatchObject({ type: 'RECEIPT_REFUSED' });
  ready = true;
  const second = new MockActivityEnvironment({ heartbeatDetails: heartbeat });
  const delivered: Delivered = await second.run(activities.deliverReceipts, delivery);
  expect(delivered).toEqual({ taken: 4, refused: 0 });
  expect(receiver.events.map(({ data }) => data.step)).toEqual(['accepted', 'inPane', 'gated', 'gated', 'published']);
  expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(4);
});

test('without its secret nothing is told, and the attempt may be repeated', async () => {
  const receiver = await openReceiver();
  const delivery = deliveryTo(receiver.url, { secretRef: 'env:NOT_SET' });
  await expect(activities.deliverReceipts(delivery)).rejects.toMatchObject({
    type: 'WEBHOOK_SECRET_MISSING',
    nonRetryable: false,
  });
  expect(receiver.requests).toEqual([]);
});

test('an event has the same id and content whenever it is sent', async () => {
  const receiver = await openReceiver();
  await activities.deliverReceipts(deliveryTo(receiver.url));
  await activities.deliverReceipts(deliveryTo(receiver.url));
  expect(digestOf(receiver.events.slice(4))).toBe(digestOf(receiver.events.slice(0, 4)));
});
