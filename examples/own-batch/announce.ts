import { gatewayClient } from '#client/sdk/gateway-client.ts';

const gateway = gatewayClient({ url: process.env.TIDEGATE_GATEWAY_URL ?? 'http://127.0.0.1:7433' });
const [specversion, source] = ['1.0', 'payments'] as const;

const { uri, digest } = await gateway.store('examples/own-batch/payments.csv');
const [minTime, maxTime] = ['2026-03-02T08:13:00Z', '2026-03-02T22:04:00Z'];
const data = {
  uri,
  digest,
  format: 'csv',
  rows: 4,
  minTime,
  maxTime,
  producedBy: { name: 'payments-export' },
} as const;
await gateway.announce('shop', {
  specversion,
  source,
  type: 'dev.tidegate.arrival.v1',
  id: 'payments/2026-03-02',
  data,
});

const complete = { type: 'dev.tidegate.watermark.v1', id: 'payments/2026-03-02/complete' } as const;
const word = { completeThrough: '2026-03-02T23:59:59.999Z' };
await gateway.announce('shop', { specversion, source, ...complete, data: word });
