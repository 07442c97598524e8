import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, expect } from 'vitest';
import type { Notice } from '#activities/notices/port.ts';
import type { Code } from '#contracts/codes.ts';
import type { Decision } from '#contracts/decision.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { readSettings } from '#stores/settings.ts';
import { factsOf } from '#worker/archive/run-facts.ts';
import { buildBundle } from '#worker/bundle.ts';
import { hostBundle, hostQueue } from '#worker/hosting.ts';
import { type Replayed, replayHistories } from '#worker/replay/replay.ts';
import { makeCurrent } from '#worker/versions.ts';
import { eventually } from '../eventually.ts';
import { onFailure } from '../failure.ts';
import { sharedBundle, sharedTemporal } from '../shared/ask.ts';
import { discard, temporaryFolder } from '../temporary-folder.ts';
import { type StandIns, testActivities } from './activities.ts';
import { liveLog } from './live-log.ts';
import { installTestRuntime } from './runtime.ts';
import { decisionsAsTold, namespaceAsTold } from './told.ts';

/** A worker of all queues before the shared server, hosted as a real one is. */
export interface WorkflowSite {
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  /** For a command that is to work with it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
  /** Starts one of our workflows. */
  start(type: string, workflowId: string, input?: unknown): Promise<WorkflowHandle>;
  /** Starts a run that nobody works on, in the place of a workflow's neighbour. */
  neighbour(workflowId: string): Promise<Neighbour>;
  /** What a workflow has decided so far; of these codes, where some are given. */
  decisions(workflowId: string, ...codes: Code[]): Decision[];
  /** Every run of a workflow, replayed from its history with the bundle that made it, oldest first. */
  replayed(workflowId: string): Promise<ReplayedRun[]>;
  /** Expects that a workflow decides in replay what it decided, once it is still: a run that is open may be deciding. */
  replaysAlike(workflowId: string): Promise<void>;
}

/** What a neighbour was told stands in its history. */
export interface Neighbour {
  readonly handle: WorkflowHandle;
  /** The payloads of its signals of this name, in order. */
  told<T>(signal: string): Promise<T[]>;
}

export interface ReplayedRun extends Replayed {
  /** The end of its chain, as its result or continuation carries it; undefined while it is open. */
  readonly sealed: Replayed['seal'];
  readonly events: number;
}

export interface WorkflowSiteOptions extends StandIns {
  /** The folder of its artifacts, where a stand-in needs it before there is a site; one of its own where this is left out. */
  readonly artifactFolder?: string;
}

/** Opens a site for a file of tests, in a namespace of its own; its workers end after the last of them. */
export async function openWorkflowSite({
  artifactFolder,
  ...standIns
}: WorkflowSiteOptions = {}): Promise<WorkflowSite> {
  const [{ address, namespace }, folder] = await Promise.all([
    sharedTemporal(),
    artifactFolder ?? temporaryFolder('artifacts'),
    sharedBundle(),
  ]);
  installTestRuntime();
  const channelArgs = { 'grpc.max_receive_message_length': -1 };
  const connection = await Connection.connect({ address, channelArgs });
  const client = new Client({ connection, namespace, identity: 'tidegate-test' });
  const artifacts = await openArtifactStore(folder);
  const bundle = await buildBundle(artifacts, { cache: readSettings().cache });
  const log = liveLog();
  const notices: Notice[] = [];
  onFailure(async () => `${decisionsAsTold(log.all())}\n${await namespaceAsTold(client)}\n`);
  const native = await NativeConnection.connect({ address });
  const host = {
    connection: native,
    namespace,
    identity: 'tidegate-worker',
    activities: testActivities({ client, artifacts, notices }, standIns),
    decisions: log.queue,
  };
  const workers = await Promise.all([
    hostBundle(host, bundle),
    ...(['panes', 'training', 'inference', 'archive', 'notices'] as const).map((queue) => hostQueue(host, queue)),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  await makeCurrent(client, bundle.buildId);
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await discard(folder);
  });

  async function replayed(workflowId: string): Promise<ReplayedRun[]> {
    const runs: ReplayedRun[] = [];
    for (const runId of await runIdsOf(client, workflowId)) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      const sealed = factsOf(history).sealed;
      for await (const replayed of replayHistories(bundle.path, [{ workflowId, runId, history }])) {
        runs.push({ ...replayed, sealed, events: history.events?.length ?? 0 });
      }
    }
    return runs;
  }

  return {
    client,
    artifacts,
    environment: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, TIDEGATE_ARTIFACTS: folder },
    notices,
    start: (type, workflowId, input) =>
      client.workflow.start(type, { workflowId, taskQueue: taskQueues.core, args: input === undefined ? [] : [input] }),
    async neighbour(workflowId) {
      const handle = await client.workflow.start('neighbour', { workflowId, taskQueue: 'nobody' });
      return { handle, told: (signal) => toldTo(handle, signal) };
    },
    decisions: log.of,
    replayed,
    replaysAlike: (workflowId) =>
      eventually(async () => {
        const runs = await replayed(workflowId);
        expect(runs.map(({ failure }) => failure)).toEqual(runs.map(() => undefined));
        expect(runs.flatMap(({ decisions }) => decisions.map(({ decision }) => decision))).toEqual(log.of(workflowId));
      }),
  };
}

async function toldTo<T>(handle: WorkflowHandle, signal: string): Promise<T[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: told }) => {
    const payload = told?.signalName === signal ? told.input?.payloads?.[0] : undefined;
    return payload ? [defaultPayloadConverter.fromPayload<T>(payload)] : [];
  });
}

async function runIdsOf(client: Client, workflowId: string): Promise<string[]> {
  const runs: { runId: string; at: number }[] = [];
  for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
    runs.push({ runId, at: startTime.getTime() });
  return runs.sort((a, b) => a.at - b.at).map(({ runId }) => runId);
}
