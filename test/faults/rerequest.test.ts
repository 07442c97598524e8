import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledgerOfStream } from '#audit/ledger.ts';
import type { Code } from '#contracts/codes.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed } from '#contracts/window.ts';
import { applyFiles, hourOf } from '#test/support/data/hourly.ts';
import { announce, contract, readingOf } from '#test/support/data/meters.ts';
import { eventually } from '#test/support/eventually.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';
import { ask } from '#worker/programs/ask.ts';
import { type ReplayedRun, replay } from '#worker/programs/replay/answer.ts';
import { stateQuery as pipelineState } from '#workflows/pipeline/messages.ts';
import { stateQuery as windowState } from '#workflows/window/messages.ts';

// One outage of the worker while two panes wait for their source: that of `mended` is answered meanwhile, that of `silent` is not.
const declared = {
  mended: { onFail: 'quarantine', within: '1h' },
  silent: { onFail: 'reject', within: '15s' },
} as const;
type Pipeline = keyof typeof declared;
const pipelines = Object.keys(declared) as Pipeline[];
let installation: Installation;
const runs: ReplayedRun[] = [];

/** A value above 100 is more than the gate takes, or tolerates to be set aside: its window asks for it again. */
const specOf = (pipeline: Pipeline) => `apiVersion: tidegate.dev/v1
kind: Pipeline
name: ${pipeline}
sources:
  meter: { contract: meter.yaml, eventTime: at, watermark: { maxDisorder: 1h } }
windows: { align: [meter], size: 1h, allowedLateness: 12h }
notices: { webhook: "http://127.0.0.1:1/" }
gates:
  data:
    onFail: ${declared[pipeline].onFail}
    onInconclusive: hold
    remediate: [ { rerequest: { within: ${declared[pipeline].within} } } ]
    checks: [ { range: { source: meter, column: value, max: 100 } } ]
`;

const streamOf = (pipeline: Pipeline) => workflowId.stream(pipeline, wholePartition);
const windowOf = (pipeline: Pipeline, pane: number) =>
  workflowId.window(pipeline, wholePartition, dataFeed, hourOf(0), pane);
const firstPaneOf = (pipeline: Pipeline) => installation.client.workflow.getHandle(windowOf(pipeline, 0));

beforeAll(async () => {
  installation = await openInstallation({ queues: 'core,panes,archive,notices' });
  for (const pipeline of pipelines) {
    await applyFiles(installation, pipeline, { 'pipeline.yaml': specOf(pipeline), 'meter.yaml': contract });
    await announce(installation, pipeline, await readingOf(installation, 'bad', 0, 1_000));
    await announce(installation, pipeline, await readingOf(installation, 'next', 2));
  }
  for (const pipeline of pipelines)
    await eventually(async () =>
      expect((await firstPaneOf(pipeline).query(windowState)).hold?.asked?.source).toBe('meter'),
    );

  await installation.process('worker').kill();
  const mended = { ...(await readingOf(installation, 'mended', 0)), supersedes: 'bad' };
  expect(await announce(installation, 'mended', mended)).toMatchObject({ status: 202 });
  await installation.startWorker();
  for (const pipeline of pipelines) await firstPaneOf(pipeline).result();
  const handle = installation.client.workflow.getHandle(workflowId.pipeline('mended'));
  await eventually(async () => expect((await handle.query(pipelineState)).published[dataFeed]).toBe(1));
  const workflowIds = pipelines.flatMap((pipeline) => [streamOf(pipeline), windowOf(pipeline, 0)]);
  const environment = { ...process.env, ...installation.environment };
  for await (const run of ask(replay, { workflowIds, open: true, decisions: true }, environment)) runs.push(run);
});
afterAll(() => installation?.close());

const logOf = (id: string) => runs.filter((run) => run.workflowId === id).flatMap(({ recorded = [] }) => recorded);
const decided = (id: string, ...codes: Code[]) =>
  logOf(id)
    .map(({ decision }) => decision)
    .filter(({ code }) => codes.includes(code));
const asked = ['REREQUESTED', 'REREQUEST_ANSWERED', 'REREQUEST_UNANSWERED'] as const;

test('a source that answers while no worker is there is heard: the pane with its answer is published', () => {
  expect(decided(windowOf('mended', 0), ...asked)).toMatchObject([
    { outcome: 'asked', numbers: { pane: 0, reasons: { QUARANTINE_ABOVE_TOLERANCE: 1 } } },
    { outcome: 'answered', numbers: { pane: 0, by: 1 } },
  ]);
  const panes = decided(streamOf('mended'), 'PANE_PUBLISHED', 'SUPERSEDED_BEFORE_PUBLISH');
  expect(panes.filter(({ code }) => code === 'PANE_PUBLISHED')).toMatchObject([{ numbers: { pane: 1 } }]);
  expect(panes.filter(({ outcome }) => outcome === 'superseded')).toMatchObject([{ numbers: { pane: 0 } }]);
});

test('one that does not is asked once, and its pane rejected as the gate says', () => {
  expect(decided(windowOf('silent', 0), ...asked)).toMatchObject([
    { outcome: 'asked', numbers: { pane: 0, reasons: { VALUE_OUT_OF_RANGE: 1 } } },
    { outcome: 'unanswered' },
  ]);
  expect(decided(streamOf('silent'), 'REREQUEST_UNANSWERED')).toMatchObject([{ outcome: 'rejected' }]);
});

test.each(pipelines)('the ledger of %s balances, and every decision is the same in replay', async (pipeline) => {
  const proven = await ledgerOfStream(logOf(streamOf(pipeline)), installation.artifacts);
  expect(proven).toMatchObject({ balanced: true, received: pipeline === 'mended' ? 3 : 2, differences: [] });
  expect(runs.filter(({ outcome }) => outcome === 'diverged')).toEqual([]);
});
