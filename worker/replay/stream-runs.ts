import type { Client } from '@temporalio/client';
import { TidegateError } from '#contracts/problem.ts';
import type { ScheduleLine } from '#contracts/schedule.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { payloadConverter } from '#workflows/bundle/payload-converter.ts';
import type { HandedOn, StreamStart, Succession } from '#workflows/stream/state.ts';
import { archivedRuns, loadHistory } from '../archive/exported.ts';
import { factsOf, type RunFacts } from '../archive/run-facts.ts';
import { findBundle } from '../bundle.ts';
import type { ScheduledStream } from '../programs/schedule/answer.ts';
import { type RecordedHistory, replayHistories } from './replay.ts';
import { scheduleOf } from './schedule.ts';

interface StreamRun extends RecordedHistory {
  readonly facts: RunFacts;
}

/** What came to a stream over all runs that continue one another, and how its spec says to take it. */
export interface StreamSchedule extends ScheduledStream {
  readonly lines: readonly ScheduleLine[];
}

/**
 * Reads the schedule of a stream by replaying its histories, archived and open ones.
 *
 * @param runId one of its runs: then those that it continues, up to this one; else the newest and all before it
 * @throws `NOT_FOUND`, `REPLAY_DIVERGED`
 */
export async function streamSchedule(
  client: Client,
  artifacts: ArtifactStore,
  streamId: string,
  runId?: string,
): Promise<StreamSchedule> {
  const runs = chainOf(await runsOf(client, artifacts, streamId), streamId, runId);
  const lines: ScheduleLine[] = [];
  let omitted = 0;
  for (const run of runs) {
    const bundle = await findBundle(artifacts, run.facts.bundle?.slice('sha256:'.length) ?? '');
    // A run that no worker has taken yet has decided nothing.
    if (!bundle) continue;
    for await (const replayed of replayHistories(bundle.path, [run])) {
      if (replayed.failure !== undefined) throw diverged(run, replayed.failure);
      const schedule = scheduleOf(run, replayed);
      lines.push(...schedule.lines);
      omitted += schedule.omitted;
    }
  }
  const { spec, config } = policyOf(runs);
  return { runs: runs.length, spec, config, lines, omitted };
}

async function runsOf(client: Client, artifacts: ArtifactStore, workflowId: string): Promise<StreamRun[]> {
  const runs = new Map<string, StreamRun>();
  const add = (runId: string, history: RecordedHistory['history']) =>
    runs.set(runId, { workflowId, runId, history, facts: factsOf(history) });
  for await (const { runId, history } of archivedRuns(artifacts, workflowId))
    add(runId, await loadHistory(artifacts, history));
  const query = `WorkflowId = '${workflowId.replaceAll("'", '')}'`;
  for await (const { runId } of client.workflow.list({ query })) {
    if (!runs.has(runId)) add(runId, await client.workflow.getHandle(workflowId, runId).fetchHistory());
  }
  return [...runs.values()].sort((a, b) => a.facts.startedAt - b.facts.startedAt);
}

function chainOf(runs: readonly StreamRun[], streamId: string, runId: string | undefined): StreamRun[] {
  const last = runId === undefined ? runs.at(-1) : runs.find((run) => run.runId === runId);
  if (last) {
    const chain = runs.filter(({ facts }) => facts.firstRunId === last.facts.firstRunId);
    return chain.slice(0, chain.indexOf(last) + 1);
  }
  throw new TidegateError({
    code: 'NOT_FOUND',
    message: runId === undefined ? 'no run has such a workflow id' : 'the stream has no such run',
    observed: runId ?? streamId,
    expected:
      'the workflow id of a stream, such as stream/flight-delay/all, and perhaps / and the id of one of its runs',
  });
}

function policyOf(runs: readonly StreamRun[]): StreamStart['policy'] {
  const [payload] = runs.at(-1)?.history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error('a stream run begins with an input');
  const input = payloadConverter.fromPayload<StreamStart | HandedOn | Succession>(payload);
  return 'predecessor' in input ? input.state.policy : input.policy;
}

const diverged = ({ workflowId, runId }: RecordedHistory, failure: string): TidegateError =>
  new TidegateError({ code: 'REPLAY_DIVERGED', message: `${workflowId} ${runId}`, observed: failure });
