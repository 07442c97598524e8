import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BatchEvent, gatewayClient } from '#client/sdk/gateway-client.ts';
import { type Announcement, arrivalType } from '#contracts/arrival.ts';
import { type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';

let site: GatewaySite;

beforeAll(async () => {
  site = await openGatewaySite();
  await site.begin('shop', ['orders']);
});
afterAll(() => site?.close());

const announced = (): Promise<Announcement[]> => site.announced('shop');

async function stored(name: string, text: string): Promise<BatchEvent> {
  const file = join(site.home, name);
  await writeFile(file, text);
  const { uri, digest } = await gatewayClient({ url: site.gateway.url }).store(file);
  expect(await site.artifacts.get(digest)).toEqual(Buffer.from(text));
  const time = '2026-03-02T08:12:00Z';
  const data = {
    uri,
    digest,
    rows: 1,
    format: 'csv',
    minTime: time,
    maxTime: time,
    producedBy: { name: 'till' },
  } as const;
  return { specversion: '1.0', type: arrivalType, source: 'orders', id: name, data };
}

test('a batch, its correction and the word that all is there reach the stream', async () => {
  const gateway = gatewayClient({ url: site.gateway.url });
  await gateway.announce('shop', await stored('1.csv', 'order\n1\n'));
  await gateway.correct('shop', '1.csv', await stored('1-corrected.csv', 'order\n2\n'));
  const completeThrough = '2026-03-02T23:59:59.999Z';
  await gateway.assertComplete('shop', { source: 'orders', completeThrough });
  expect(await announced()).toMatchObject([
    { kind: 'arrival', id: '1.csv', source: 'orders', rows: 1 },
    { kind: 'arrival', id: '1-corrected.csv', supersedes: '1.csv' },
    { kind: 'watermark', id: `orders/complete/${completeThrough}`, completeThrough: Date.parse(completeThrough) },
  ]);
});

test('rows reach the stream in a batch, those that are wrong are named, and a repeat under their key has no effect', async () => {
  const property = (name: string, logicalType: string) => ({ name, logicalType });
  const properties = [property('order', 'integer'), property('at', 'timestamp')];
  const contract = {
    apiVersion: 'v3.0.2',
    kind: 'DataContract',
    id: 'o',
    version: '1',
    schema: [{ name: 'o', properties }],
  };
  await site.begin('till', { orders: { eventTime: 'at' } }, { orders: contract });
  const gateway = gatewayClient({ url: site.gateway.url });
  const rows = [{ order: 1, at: '2026-03-02T08:12:00Z' }, { order: 2 }];
  const taken = await gateway.rows('till', 'orders', rows, { key: 'monday' });
  expect(taken).toMatchObject({ accepted: 1, refused: [{ index: 1, code: 'ROW_MALFORMED', path: 'at' }] });
  expect(await gateway.rows('till', 'orders', rows, { key: 'monday' })).toEqual(taken);
  expect(await gateway.rows('till', 'orders', [{ order: 3 }])).toMatchObject({ accepted: 0, refused: [{ index: 0 }] });
  expect(await site.announced('till')).toMatchObject([{ id: taken.id, rows: 1 }]);
});

test('a refusal comes as the gateway says it', async () => {
  const event = { ...(await stored('2.csv', 'order\n3\n')), source: 'order' };
  await expect(gatewayClient({ url: site.gateway.url }).announce('shop', event)).rejects.toMatchObject({
    problem: { code: 'SOURCE_UNKNOWN', remedy: 'Did you mean `orders`?' },
  });
});
