import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, expect, test } from 'vitest';
import { refuse } from '#client/gateway/problems.ts';
import { receipts } from '#client/gateway/routes/receipts.ts';
import type { GatewayEnv, GatewayServices } from '#client/gateway/services.ts';
import { problemOfFailure } from '#client/temporal/failures.ts';
import type { Choice } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { problemOf } from '#contracts/problem.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { sha256 } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { logOf } from '#test/support/data/decisions.ts';

const folder = await mkdtemp(join(tmpdir(), 'tidegate-receipts-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const artifacts = await openArtifactStore(folder);
const id = 'orders/2026-03-02';
const data = sha256('rows');
const times = { minTime: 3, maxTime: 7 };
const entry = {
  ordinal: 0,
  source: 'orders',
  id,
  announcement: data,
  uri: 'artifact:x',
  digest: data,
  rows: 5,
  bytes: 1,
};
const segment = await openSegments(artifacts).write([{ ...entry, ...times, format: 'csv' }]);
const reading = { source: 'orders', id, ordinal: 0, declared: 5, windows: [{ start: 0, rows: 5 }], outside: 0 };
const account = await artifacts.putJson({
  feed: 'data',
  window: { start: 0, end: 10 },
  pane: 0,
  arrivals: [{ ...reading, fates: { included: 4, quarantined: 1 } }],
});
const snapshot = sha256('snapshot');

const about = { partition: 'all', feed: 'data', start: 0 };
const [report, pane] = [sha256('report'), { start: 0, end: 10, pane: 0 }];
const accepted = (ordinal: number, of: Digest) =>
  arrivalsDecision.draft({
    about: 'all',
    outcome: 'accepted',
    code: 'ARRIVAL_ACCEPTED',
    numbers: { arrivals: 1, rows: 5, firstOrdinal: ordinal, lastOrdinal: ordinal },
    inputs: { segment: of },
  });
const stream: readonly Choice[] = [
  accepted(0, segment.digest),
  arrivalDecision.draft({
    about: { source: 'orders', id },
    outcome: 'duplicate',
    code: 'ARRIVAL_DUPLICATE',
    numbers: { rows: 5 },
    inputs: { announcement: data },
  }),
  firingDecision.draft({
    about,
    outcome: 'on-time',
    code: 'WATERMARK_PASSED',
    numbers: { ...pane, through: 0, watermark: 10, arrivals: 1 },
  }),
  paneDecision.draft({
    about,
    outcome: 'published',
    code: 'PANE_PUBLISHED',
    numbers: { ...pane, fates: { included: 4, quarantined: 1 } },
    inputs: { snapshot },
    evidence: { account: account.digest, report },
  }),
];
const gate: readonly Choice[] = [
  gateDecision.draft({
    about: 'window/all/data/0',
    outcome: 'pass',
    code: 'GATE_PASSED',
    numbers: { pane: 0 },
    evidence: { report },
  }),
];

/** A batch for each arrival, as in a stream that has run for long. */
const batches = await Promise.all(
  Array.from({ length: 150 }, async (_, ordinal) => {
    const { digest } = await openSegments(artifacts).write([
      { ...entry, ...times, format: 'csv', ordinal, id: `${ordinal}` },
    ]);
    return accepted(ordinal, digest);
  }),
);

const held: readonly Choice[] = stream.map((choice) =>
  choice.outcome === 'published' ? { ...choice, outcome: 'held', code: 'PANE_HELD' } : choice,
);
const released: readonly Choice[] = [
  ...held,
  ...stream.slice(-1).map((choice): Choice => ({ ...choice, code: 'HOLD_RELEASED' })),
];
/** The same in the stream of a backfill. */
function filled(choices: readonly Choice[]): Choice[] {
  return choices.map((choice) => ({ ...choice, subject: choice.subject.replace(/^window\/all/, '$&/backfill-2012') }));
}
for (const name of ['all', 'all/backfill-2012', 'all/backfill-2011', 'other/backfill-2012'])
  await artifacts.setRef(`streams/history/${name}`, sha256('genesis'));

const log = [
  ...logOf('stream/shop/all', stream),
  ...logOf('window/shop/all/0~10/0', gate),
  ...logOf('stream/long/all', batches),
  ...logOf('stream/held/all', held),
  ...logOf('stream/released/all', released),
  ...logOf('stream/history/all/backfill-2012', filled(stream)),
  ...logOf('window/history/all/backfill-2012/0~10/0', filled(gate)),
];
const catalog: GatewayServices['catalog'] = {
  decisions: async ({ workflowId, kinds, subjectPrefix = '' }) =>
    log
      .filter((recorded) => recorded.workflowId === workflowId)
      .filter(({ decision: { kind, subject } }) => (kinds?.includes(kind) ?? true) && subject.startsWith(subjectPrefix))
      .map((recorded) => ({ ...recorded, status: 'confirmed' })),
};
const known = { spec: sha256('spec'), origin: 'r', sources: ['orders'], partitions: ['all'], partitioned: [] };
const pipelines: GatewayServices['pipelines'] = { find: async () => known };

function ask(path: string, services: Pick<GatewayServices, 'catalog'> = { catalog }) {
  const app = new OpenAPIHono<GatewayEnv>();
  receipts(app, { pipelines, artifacts, ...services });
  app.onError((error, c) => refuse(c, problemOfFailure(error) ?? problemOf('INTERNAL', error.message)));
  return app.request(path);
}

test('an arrival has a receipt of each step that has come, with the ids to trace it', async () => {
  const response = await ask(`/v1/pipelines/shop/arrivals/orders/${encodeURIComponent(id)}`);
  const pane = { window: { start: 0, end: 10 }, pane: 0, partition: 'all' };
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    pipeline: 'shop',
    source: 'orders',
    id,
    state: 'accepted',
    steps: {
      accepted: { at: 0, stream: 'stream/shop/all', run: 'r', ordinal: 0, code: 'ARRIVAL_ACCEPTED' },
      inPane: [{ ...pane, at: 2, timing: 'on-time', code: 'WATERMARK_PASSED' }],
      gated: [{ ...pane, at: 0, verdict: 'pass', code: 'GATE_PASSED', workflowId: 'window/shop/all/0~10/0' }],
      published: [{ ...pane, at: 3, snapshot, code: 'PANE_PUBLISHED' }],
    },
    decided: [{ at: 1, outcome: 'duplicate', code: 'ARRIVAL_DUPLICATE', seq: 1, partition: 'all' }],
    fates: { included: 4, quarantined: 1 },
    partitions: [
      { partition: 'all', stream: 'stream/shop/all', state: 'accepted', fates: { included: 4, quarantined: 1 } },
    ],
  });
});

test('a pane that was decided and not published is withheld, until a person lets it go', async () => {
  const receiptIn = async (pipeline: string) =>
    (await ask(`/v1/pipelines/${pipeline}/arrivals/orders/${encodeURIComponent(id)}`)).json();
  const pane = { window: { start: 0, end: 10 }, pane: 0, partition: 'all' };
  const onHold = await receiptIn('held');
  expect(onHold).toMatchObject({ steps: { withheld: [{ ...pane, at: 3, outcome: 'held', code: 'PANE_HELD' }] } });
  expect(onHold).not.toHaveProperty('steps.published');
  const letGo = await receiptIn('released');
  expect(letGo).toMatchObject({ steps: { published: [{ ...pane, at: 4, snapshot, code: 'HOLD_RELEASED' }] } });
  expect(letGo).not.toHaveProperty('steps.withheld');
});

test.for([0, 70, 149])('arrival %i of a stream with many batches is found', async (ordinal) => {
  const response = await ask(`/v1/pipelines/long/arrivals/orders/${ordinal}`);
  expect(await response.json()).toMatchObject({ state: 'accepted', steps: { accepted: { at: ordinal, ordinal } } });
});

test.for(['', '?backfill=2012', '?partition=all', '?partition=all&backfill=2012'])(
  'an arrival of a backfill has its receipt from the stream of that, asked with `%s`',
  async (query) => {
    const response = await ask(`/v1/pipelines/history/arrivals/orders/${encodeURIComponent(id)}${query}`);
    expect(await response.json()).toMatchObject({
      state: 'accepted',
      steps: {
        accepted: { stream: 'stream/history/all/backfill-2012' },
        inPane: [{ partition: 'all/backfill-2012' }],
        gated: [{ verdict: 'pass', workflowId: 'window/history/all/backfill-2012/0~10/0' }],
        published: [{ snapshot }],
      },
      partitions: [{ partition: 'all/backfill-2012' }],
    });
  },
);

test('streams that were not asked have no say, and an unknown partition is refused', async () => {
  const asked = async (query: string) =>
    (await ask(`/v1/pipelines/history/arrivals/orders/${encodeURIComponent(id)}${query}`)).json();
  expect(await asked('?backfill=2011')).toMatchObject({ code: 'NOT_FOUND' });
  expect(await asked('?partition=al')).toMatchObject({
    code: 'PARTITION_UNKNOWN',
    path: 'partition',
    remedy: 'Did you mean `all`?',
  });
});

test('what no stream has accepted, or not yet, has none', async () => {
  const response = await ask('/v1/pipelines/shop/arrivals/orders/another');
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
});

test('without a catalog there are no receipts', async () => {
  const response = await ask('/v1/pipelines/shop/arrivals/orders/another', {});
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: 'CATALOG_UNAVAILABLE' });
});
