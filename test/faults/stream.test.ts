import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { ledgerOfStream } from '#audit/ledger.ts';
import { type Recovery, recoverStream } from '#client/temporal/recovery.ts';
import type { Code } from '#contracts/codes.ts';
import type { Decision } from '#contracts/decision.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed } from '#contracts/window.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { acceptedIn } from '#test/support/accepted.ts';
import { type Said, tidegate } from '#test/support/command.ts';
import { hourOf } from '#test/support/data/hourly.ts';
import { type Answer, announce, applyMeters, readingOf } from '#test/support/data/meters.ts';
import { eventually } from '#test/support/eventually.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';
import { ask } from '#worker/programs/ask.ts';
import { type ReplayedRun, replay } from '#worker/programs/replay/answer.ts';
import { stateQuery as pipelineState } from '#workflows/pipeline/messages.ts';
import { arriveSignal, paneDecidedSignal, stateQuery as streamState } from '#workflows/stream/messages.ts';
import { resolveHoldUpdate, stateQuery as windowState } from '#workflows/window/messages.ts';

// One outage of the worker, three pipelines: the stream of `busy` is flooded; that of `lost` is terminated, and recovered when
// the worker is back; that of `twice` is terminated and recovered while it is away, and then once more.
const pipelines = ['busy', 'lost', 'twice'];
let installation: Installation;

const streamOf = (pipeline: string) => workflowId.stream(pipeline, wholePartition);
const handleOf = (pipeline: string) => installation.client.workflow.getHandle(streamOf(pipeline));
const send = async (pipeline: string, id: string, hour: number, value?: number) =>
  announce(installation, pipeline, await readingOf(installation, id, hour, value));
const viewOf = (pipeline: string) => handleOf(pipeline).query(streamState);
const publishedBy = async (pipeline: string) => {
  const { published } = await installation.client.workflow
    .getHandle(workflowId.pipeline(pipeline))
    .query(pipelineState);
  return published[dataFeed] ?? 0;
};

/** Batches of a dozen, and rubbish, that others signal to the stream that is flooded; what was accepted in all, and who was refused. */
const flood = { batches: 40, rubbish: 9, direct: 0, announced: 0, refused: [] as Answer[] };
const acceptedInFlood = () => flood.direct + flood.announced;
const lost = {
  answers: [] as Answer[],
  recovered: undefined as Said | undefined,
  again: undefined as Said | undefined,
};
const twice: Recovery[] = [];
let runs: ReplayedRun[] = [];

beforeAll(async () => {
  installation = await openInstallation({ queues: 'core,panes,archive' });
  for (const pipeline of pipelines) await applyMeters(installation, pipeline);
  await send('lost', 'a', 0);
  await send('lost', 'b', 1, 1_000);
  await send('lost', 'c', 2);
  await send('lost', 'd', 3);
  const held = installation.client.workflow.getHandle(
    workflowId.window('lost', wholePartition, dataFeed, hourOf(1), 0),
  );
  await eventually(async () => {
    expect(await publishedBy('lost')).toBe(1);
    expect((await held.query(windowState)).phase).toBe('held');
    expect(await hasHeard('lost', 2)).toBe(true);
  });

  await installation.process('worker').kill();
  await pourIn('busy');
  await send('lost', 'e', 4);
  await send('lost', 'c', 2);
  await handleOf('lost').terminate('by the test');
  await eventually(async () => {
    lost.answers.push(await send('lost', 'f', 5));
    expect(lost.answers.at(-1)?.status).not.toBe(202);
  });
  for (const [id, hour] of [
    ['a', 0],
    ['b', 2],
  ] as const) {
    await send('twice', id, hour);
    await handleOf('twice').terminate('by the test');
    twice.push(await recover('twice'));
  }

  await installation.startWorker();
  // A person decides while there is no stream that could hear of it. While the worker has its hands full, the server may ask to
  // try again.
  await eventually(() => held.executeUpdate(resolveHoldUpdate, { args: [{ verdict: 'accept', by: 'ada' }] }));
  await held.result();
  lost.recovered = await command('stream', 'recover', 'lost', '--json');
  lost.again = await command('stream', 'recover', 'lost');
  await send('lost', 'f', 5);
  await eventually(async () => expect((await viewOf('busy')).arrivals).toBe(acceptedInFlood()));
  await eventually(async () => expect(await publishedBy('twice')).toBe(1));
  await eventually(async () => expect(await publishedBy('lost')).toBe(4));
  runs = await replayed(...pipelines.map(streamOf));
});
afterAll(() => installation?.close());

/** Whether a stream has worked on the word of so many gates. */
async function hasHeard(pipeline: string, gates: number): Promise<boolean> {
  const { events } = await handleOf(pipeline).fetchHistory();
  const told = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signaled }, at) =>
    signaled?.signalName === paneDecidedSignal.name ? [at] : [],
  );
  const last = told[gates - 1];
  return last !== undefined && (events ?? []).slice(last).some((event) => event.workflowTaskCompletedEventAttributes);
}

const command = (...args: string[]) => tidegate(args, { ...installation.environment });
const recover = (pipeline: string) => {
  const name = { id: streamOf(pipeline), pipeline, partition: wholePartition };
  return recoverStream(installation.client, name, { ...process.env, ...installation.environment });
};

/** Upstream systems announce to the gateway, and signal the stream themselves, until the gateway accepts no more. */
async function pourIn(pipeline: string): Promise<void> {
  const reading = await readingOf(installation, 'x', 0);
  const senders = Array.from({ length: 8 }, async (_, sender) => {
    for (let i = 0; flood.refused.length === 0; i += 1) {
      const answer = await announce(installation, pipeline, { ...reading, id: `announced-${sender}-${i}` });
      if (answer.status === 202) flood.announced += 1;
      else flood.refused.push(answer);
    }
  });
  for (let batch = 0; batch < flood.batches; batch += 1) {
    const announcements = Array.from({ length: 12 }, (_, i) => ({ ...reading, id: `direct-${batch}-${i}` }));
    await handleOf(pipeline).signal(arriveSignal, { announcements });
    flood.direct += announcements.length;
  }
  await eventually(() => expect(flood.announced).toBeGreaterThan(0));
  // A megabyte each fills a history up to the gateway's bound without thousands of arrivals.
  for (let sent = 0; sent < flood.rubbish; sent += 1)
    await installation.client.workflow.getHandle(streamOf(pipeline)).signal(arriveSignal.name, Buffer.alloc(1_000_000));
  await Promise.all(senders);
}

async function replayed(...workflowIds: string[]): Promise<ReplayedRun[]> {
  const all: ReplayedRun[] = [];
  const environment = { ...process.env, ...installation.environment };
  for await (const run of ask(replay, { workflowIds, open: true, decisions: true }, environment)) all.push(run);
  return all;
}

const runsOf = (pipeline: string) => runs.filter((run) => run.workflowId === streamOf(pipeline));
const decided = (pipeline: string, ...codes: Code[]): Decision[] =>
  runsOf(pipeline)
    .flatMap(({ recorded = [] }) => recorded.map(({ decision }) => decision))
    .filter(({ code }) => codes.includes(code))
    .sort((a, b) => a.at - b.at || a.seq - b.seq);
const accepted = (pipeline: string) => acceptedIn(decided(pipeline, 'ARRIVAL_ACCEPTED'));
const starts = (decisions: readonly Decision[]) => decisions.map(({ numbers }) => numbers?.start);
const hours = (...ns: number[]) => ns.map((n) => hourOf(n).start);

describe('a worker is down while arrivals pour in', () => {
  test('they are accepted up to a bound, and then refused for a while', () => {
    for (const refused of flood.refused) {
      expect(refused).toMatchObject({ status: 429, code: 'STREAM_BACKLOGGED' });
      expect(refused.retryAfter).toBeGreaterThan(0);
    }
    expect(flood.refused.length).toBeGreaterThan(0);
  });

  test('when it is back all of them are decided, each once', async () => {
    expect(accepted('busy')).toBe(acceptedInFlood());
    expect((await viewOf('busy')).arrivals).toBe(acceptedInFlood());
    expect(decided('busy', 'ARRIVAL_DUPLICATE', 'ARRIVAL_CONFLICT')).toEqual([]);
    expect(decided('busy', 'MESSAGE_REFUSED')).toHaveLength(flood.rubbish);
    expect(runsOf('busy').filter(({ outcome }) => outcome === 'diverged')).toEqual([]);
  });
});

const Recovered = z.object({ streams: z.array(z.looseObject({ outcome: z.string(), unseen: z.number() })) });

describe('a stream is terminated from outside', () => {
  test('arrivals are refused until it is recovered', () => {
    expect(lost.answers.at(-1)).toMatchObject({ status: 409, code: 'STREAM_STATE_LOST' });
  });

  test('recovering says what it found, and at the next time that there is nothing to recover', () => {
    expect(lost.recovered, lost.recovered?.err).toMatchObject({ exit: 0 });
    // The gateway looks once a second: what it accepted meanwhile, Temporal refused to nobody.
    const late = lost.answers.filter(({ status }) => status === 202).length;
    const { streams } = Recovered.parse(JSON.parse(lost.recovered?.out ?? ''));
    expect(streams).toMatchObject([{ outcome: 'recovered', waiting: 0, unseen: 2 + late, panes: 1 }]);
    expect(lost.again).toMatchObject({ exit: 0, out: 'stream/lost/all runs: there is nothing to recover.\n' });
  });

  test('the successor begins a log of its own, which names the history and the end of the log before it', async () => {
    const before = runsOf('lost').find(({ status }) => status === 'terminated');
    const [first] = runsOf('lost').find(({ status }) => status === 'running')?.recorded ?? [];
    const begun = first && streamDecision.read(first.decision);
    const head = before?.recorded?.at(-1)?.decision.hash;
    expect(first?.decision).toMatchObject({ seq: 0, code: 'STREAM_RECOVERED', subject: 'stream/all' });
    expect(begun).toMatchObject({ outcome: 'recovered', inputs: { head } });
    if (begun?.outcome === 'recovered') expect(await installation.artifacts.has(begun.inputs.history)).toBe(true);
    expect(before?.outcome).toBe('unsealed');
  });

  test('what it had not seen is decided by the successor, and a repeat is known for one', () => {
    expect(accepted('lost')).toBe(6);
    expect(decided('lost', 'ARRIVAL_DUPLICATE')).toMatchObject([{ subject: 'arrival/meter/c' }]);
  });

  test('windows fire as they would have, and one that was decided meanwhile is published', () => {
    expect(starts(decided('lost', 'WATERMARK_PASSED'))).toEqual(hours(0, 1, 2, 3));
    expect(starts(decided('lost', 'PANE_HELD'))).toEqual(hours(1));
    expect(starts(decided('lost', 'HOLD_RELEASED'))).toEqual(hours(1));
    // Gates of different windows end in any order.
    expect(starts(decided('lost', 'PANE_PUBLISHED')).sort()).toEqual(hours(0, 2, 3));
  });

  test('the ledger balances over both runs, the same from the catalog and from the histories', async () => {
    const catalog = openCatalog(installation.environment.TIDEGATE_CATALOG_URL ?? '');
    onTestFinished(() => catalog.close());
    const histories = runsOf('lost').flatMap(({ recorded = [] }) => recorded);
    const workflowId = streamOf('lost');
    // A worker tells the catalog of decisions a moment later.
    await eventually(async () => expect(await catalog.decisions({ workflowId })).toHaveLength(histories.length));
    const proven = await ledgerOfStream(histories, installation.artifacts);
    expect(proven).toMatchObject({ balanced: true, received: 7, differences: [] });
    expect(await ledgerOfStream(await catalog.decisions({ workflowId }), installation.artifacts)).toEqual(proven);
  });

  test('a successor that no worker had taken is succeeded in turn', () => {
    expect(twice).toMatchObject([
      { outcome: 'recovered', unseen: 1 },
      { outcome: 'recovered', unseen: 2 },
    ]);
    expect(accepted('twice')).toBe(2);
    expect(decided('twice', 'STREAM_RECOVERED')).toHaveLength(1);
    expect(starts(decided('twice', 'WATERMARK_PASSED', 'PANE_PUBLISHED'))).toEqual(hours(0, 0));
  });
});
