import { describe, expect, test } from 'vitest';
import type { Announcement } from '#contracts/arrival.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { ReceiptEvent, ReceiptOrder } from '#contracts/receipt.ts';
import { digestOf } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { type PaneStandIn, paneStandIn } from '#test/support/stand-ins/panes.ts';
import { openReceiver, type Receiver } from '#test/support/stand-ins/receiver.ts';
import { arrivalOf, assertionOf, policyOf } from '#test/support/stand-ins/streams.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import * as messages from '#workflows/stream/messages.ts';
import { receiptBounds } from '#workflows/stream/receipts/delivery.ts';

/** Panes of which an account is kept, as receipts read it: one arrival a window, called by its start. */
const standIn = paneStandIn();
const artifactFolder = await temporaryFolder('artifacts');
const store = await openArtifactStore(artifactFolder);
const panes: PaneStandIn = {
  ...standIn,
  async assembleSnapshot(input) {
    const { feed, window, pane } = input;
    const id = `${window.start}`;
    const arrival = {
      source: 'flights',
      id,
      ordinal: 0,
      declared: 10,
      windows: [],
      outside: 0,
      fates: { included: 10 },
    };
    const account = await store.putJson({ feed, window, pane, arrivals: [arrival] });
    return { ...(await standIn.assembleSnapshot(input)), account: account.digest };
  },
};
const site = await openWorkflowSite({ panes, artifactFolder });

const orderOf = ({ url }: Receiver, steps: ReceiptOrder['steps'] = ['accepted', 'inPane', 'gated', 'published']) => ({
  to: url,
  steps,
});

/** Begins a stream whose source `flights` asks for receipts, and `weather` for none. */
async function begin(pipeline: string, order: ReceiptOrder) {
  const neighbour = await site.neighbour(`pipeline/${pipeline}`);
  const id = `stream/${pipeline}/all`;
  const watermark = { maxDisorder: 0, required: false };
  const sources = { flights: watermark, weather: { ...watermark, asserted: true as const } };
  const policy = { ...policyOf(pipeline, { sources }), receipts: { flights: order } };
  const handle = await site.start('stream', id, { policy });
  return {
    id,
    handle,
    arrive: (...announcements: Announcement[]) => handle.signal(messages.arriveSignal, { announcements }),
    told: async () =>
      (await neighbour.told<{ panes: PaneDecided[] }>('panesDecided')).flatMap(({ panes }) => panes).length,
    /** Ends the stream, and replays all its runs. */
    async drained() {
      await handle.executeUpdate(messages.drainUpdate, { args: [{ by: 'ada' }] });
      await handle.result();
      return site.replayed(id);
    },
  };
}

/** How many deliveries the stream knows of. */
async function completedDeliveries(stream: string): Promise<number> {
  const { events } = await site.client.workflow.getHandle(stream).fetchHistory();
  const begun = new Set(
    (events ?? []).flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled?.activityType?.name === 'deliverReceipts' ? [String(eventId)] : [],
    ),
  );
  return (events ?? []).filter(({ activityTaskCompletedEventAttributes: completed }) =>
    begun.has(String(completed?.scheduledEventId)),
  ).length;
}

const first = (events: readonly ReceiptEvent[]) => [...new Map(events.map((event) => [event.id, event])).values()];

describe.concurrent('receipts', () => {
  test('go to the source that asked for them, of each step once', async () => {
    const receiver = await openReceiver();
    const stream = await begin('told', orderOf(receiver));
    await stream.arrive(arrivalOf('0', [0, 900]), arrivalOf('w', [0, 900], { source: 'weather' }));
    await stream.arrive(arrivalOf('0', [0, 900]), assertionOf('weather', 1_000), assertionOf('flights', 999));
    await eventually(async () => expect(await stream.told()).toBe(1));
    await eventually(() => expect(receiver.events).toHaveLength(4));
    const { events } = receiver;
    expect(events.map(({ data: { step, code } }) => [step, code])).toEqual([
      ['accepted', 'ARRIVAL_ACCEPTED'],
      ['inPane', 'WATERMARK_PASSED'],
      ['gated', 'GATE_PASSED'],
      ['published', 'PANE_PUBLISHED'],
    ]);
    expect(events.map(({ data }) => data.arrivals.map(({ id }) => id))).toEqual([['0'], ['0'], ['0'], ['0']]);
    const hashes = site.decisions(stream.id).map(({ hash }) => hash);
    for (const { data } of events) expect(hashes).toContain(data.decision);
    const runs = await stream.drained();
    expect(runs.map(({ seal }) => seal)).toEqual(runs.map(({ sealed }) => sealed));
    expect(first(events)).toHaveLength(events.length);
  });

  test('are of the steps that are asked for, and go where a newer spec says', async () => {
    const receiver = await openReceiver();
    const newer = await openReceiver();
    const stream = await begin('steps', orderOf(receiver, ['accepted']));
    await stream.arrive(arrivalOf('0', [0, 900]));
    // What is still on its way when a newer spec comes goes where that says, too.
    await eventually(async () => expect(await completedDeliveries(stream.id)).toBe(1));
    const receipts = { flights: orderOf(newer, ['published']) };
    await stream.handle.signal(messages.specAppliedSignal, { spec: digestOf('newer'), receipts });
    await stream.arrive(assertionOf('weather', 1_000), arrivalOf('1000', [1_000, 1_000]));
    await eventually(() => expect(newer.events).toMatchObject([{ data: { step: 'published' } }]));
    expect(receiver.events).toHaveLength(1);
  });

  test('that were on their way to who is away go where a newer spec says', async () => {
    const receiver = await openReceiver(() => undefined);
    const newer = await openReceiver();
    const stream = await begin('moved', orderOf(receiver));
    await stream.arrive(arrivalOf('0', [0, 900]));
    await eventually(() => expect(receiver.events).not.toHaveLength(0));
    const receipts = { flights: orderOf(newer) };
    await stream.handle.signal(messages.specAppliedSignal, { spec: digestOf('newer'), receipts });
    await eventually(() => expect(newer.events).toEqual(receiver.events.slice(0, 1)));
    const runs = await stream.drained();
    expect(runs.map(({ seal }) => seal)).toEqual(runs.map(({ sealed }) => sealed));
  });

  test('that are refused for good are a decision, and no reason to stop', async () => {
    const receiver = await openReceiver(({ data }) => (data.step === 'inPane' ? 410 : 200));
    const stream = await begin('gone', orderOf(receiver));
    await stream.arrive(arrivalOf('0', [0, 900]), assertionOf('weather', 1_000), assertionOf('flights', 999));
    await eventually(() => expect(receiver.events.map(({ data }) => data.step)).toContain('published'));
    await eventually(() =>
      expect(site.decisions(stream.id, 'RECEIPT_UNDELIVERED')).toMatchObject([
        { subject: 'source/flights', kind: 'receipt', numbers: { receipts: 1, status: 410 } },
      ]),
    );
  });
});

// It plays hundreds of windows, and coverage makes each workflow task of theirs several times slower: hence the alarm is later.
test('a receiver that is away delays no window and grows no history, and hears of everything once it is back', async () => {
  let away = true;
  const receiver = await openReceiver(() => (away ? undefined : 200));
  const stream = await begin('away', orderOf(receiver));
  const windows = receiptBounds.inDelivery / 2;
  await stream.arrive(assertionOf('weather', windows * 1_000));
  for (let window = 0; window <= windows; window += 1) {
    await stream.arrive(arrivalOf(`${window * 1_000}`, [window * 1_000, window * 1_000]));
    // What is refused fills a run: after some megabytes another one takes over what waits.
    if (window % 4 === 0) await stream.handle.signal(messages.arriveSignal.name, Buffer.alloc(1_000_000));
  }
  await eventually(async () => expect(await stream.told()).toBe(windows));
  const runs = await site.replayed(stream.id);
  const posts = [];
  const claims = [];
  for (const { runId } of runs) {
    const { events } = await site.client.workflow.getHandle(stream.id, runId).fetchHistory();
    for (const { activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
      if (scheduled?.activityType?.name === 'deliverReceipts') posts.push(runId);
      if (scheduled?.activityType?.name === 'storeJson') claims.push(runId);
    }
  }
  expect(runs.length).toBeGreaterThan(1);
  expect(posts).toHaveLength(runs.length);
  expect(claims.length).toBeGreaterThan(windows / receiptBounds.inDelivery);
  const before = receiver.events.length;
  away = false;
  const all = windows + 1 + 3 * windows;
  await eventually(() => {
    const heard = first(receiver.events.slice(before));
    expect(heard.reduce((sum, { data }) => sum + data.arrivals.length, 0)).toBe(all);
  });
  const order = first(receiver.events.slice(before)).filter(({ data }) => data.step === 'published');
  expect(order).toHaveLength(windows);
  const ended = await stream.drained();
  expect(ended.map(({ failure }) => failure)).toEqual(ended.map(() => undefined));
  expect(ended.map(({ seal }) => seal)).toEqual(ended.map(({ sealed }) => sealed));
}, 900_000);
