import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { TidegateError } from '#contracts/problem.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { RunRecord } from '#stores/catalog/catalog.ts';
import { archivedRuns, loadHistory } from '../archive/exported.ts';
import type { RecordedHistory } from '../replay/replay.ts';

/** The run in which a stream ended: as Temporal has it, else as it was archived. */
export async function findLastRun(
  client: Client,
  artifacts: ArtifactStore,
  streamId: string,
): Promise<RecordedHistory> {
  try {
    const { runId } = await client.workflow.getHandle(streamId).describe();
    const history = await client.workflow.getHandle(streamId, runId).fetchHistory();
    return { workflowId: streamId, runId, history };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return findArchivedRun(artifacts, streamId);
  }
}

/** Temporal forgets closed runs after its retention. */
async function findArchivedRun(artifacts: ArtifactStore, streamId: string): Promise<RecordedHistory> {
  let last: RunRecord | undefined;
  for await (const run of archivedRuns(artifacts, streamId)) if (!last || run.closedAt > last.closedAt) last = run;
  if (last === undefined || last.status === 'continued-as-new') {
    throw new TidegateError({
      code: 'STREAM_STATE_LOST',
      message: `no history tells how ${streamId} ended`,
      observed:
        last === undefined
          ? 'neither Temporal nor the archive has a run'
          : 'the run that continued the last one is gone',
      remedy: "Restore Temporal's database, or the artifact store, from a backup.",
    });
  }
  const { runId, history } = last;
  return { workflowId: streamId, runId, history: await loadHistory(artifacts, history) };
}
