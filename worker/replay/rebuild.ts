import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog, RunRecord } from '#stores/catalog/catalog.ts';
import { archivedRuns, loadHistory } from '../archive/exported.ts';
import { findBundle } from '../bundle.ts';
import type { Rebuilt } from '../programs/rebuild/answer.ts';
import { replayHistories } from './replay.ts';

const batchSize = 50;

/** Fills an emptied catalog from the archived histories alone: each is replayed, and its decisions confirmed. */
export async function* rebuildCatalog(
  artifacts: ArtifactStore,
  catalog: Catalog,
): AsyncGenerator<{ done: number } | { rebuilt: Rebuilt }> {
  await catalog.clear();
  const batches = new Map<string, RunRecord[]>();
  const counts = { done: 0, diverged: 0 };
  const flush = async (bundle: string, records: readonly RunRecord[]) => {
    counts.diverged += await confirmBatch(artifacts, catalog, bundle, records);
    counts.done += records.length;
    return { done: counts.done };
  };
  for await (const record of archivedRuns(artifacts)) {
    const batch = batches.get(record.bundle) ?? [];
    batch.push(record);
    batches.set(record.bundle, batch);
    if (batch.length >= batchSize) yield await flush(record.bundle, batch.splice(0));
  }
  for (const [bundle, batch] of batches) if (batch.length > 0) yield await flush(bundle, batch);
  yield { rebuilt: { ...(await catalog.digest()), diverged: counts.diverged } };
}

/** How many of the batch's runs did not replay. */
async function confirmBatch(
  artifacts: ArtifactStore,
  catalog: Catalog,
  digest: string,
  records: readonly RunRecord[],
): Promise<number> {
  const bundle = await findBundle(artifacts, digest.slice('sha256:'.length));
  if (!bundle) return records.length;
  const byRun = new Map(records.map((record) => [record.runId, record]));
  const histories = await Promise.all(
    records.map(async ({ workflowId, runId, history }) => ({
      workflowId,
      runId,
      history: await loadHistory(artifacts, history),
    })),
  );
  let diverged = 0;
  for await (const { runId, decisions, failure } of replayHistories(bundle.path, histories)) {
    const record = byRun.get(runId);
    if (record && failure === undefined)
      await catalog.confirmRun(
        record,
        decisions.map(({ decision }) => decision),
      );
    else diverged += 1;
  }
  return diverged;
}
