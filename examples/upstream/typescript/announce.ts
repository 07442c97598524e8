/** Announces a day of payments, and that it is complete, by one signal to the stream: nothing but Temporal is in between. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

const file = resolve('examples/own-batch/payments.csv');
const bytes = readFileSync(file);
const batch = {
  kind: 'arrival',
  source: 'payments',
  id: 'payments/2026-03-02',
  uri: pathToFileURL(file).href,
  digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  bytes: bytes.length,
  format: 'csv',
  rows: 4,
  minTime: Date.parse('2026-03-02T08:13:00Z'),
  maxTime: Date.parse('2026-03-02T22:04:00Z'),
  producedBy: { name: 'payments-export' },
};
const completeThrough = Date.parse('2026-03-02T23:59:59.999Z');
const complete = { kind: 'watermark', source: 'payments', id: 'payments/2026-03-02/complete', completeThrough };

const { connectionOptions, namespace } = loadClientConnectConfig();
const connection = await Connection.connect(connectionOptions);
const client = new Client({ connection, ...(namespace && { namespace }) });
await client.workflow.getHandle('stream/shop/all').signal('arrive', { announcements: [batch, complete] });
await connection.close();
