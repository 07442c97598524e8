import { type History, historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Digest } from '#contracts/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { type RunKey, RunRecord } from '#stores/catalog/catalog.ts';

const prefix = 'runs/';
const referenceOf = ({ workflowId, runId }: RunKey): string => `${prefix}${workflowId}/${runId}`;

/** Stores a history as the JSON that Temporal's own tools read and write. */
export async function storeHistory(artifacts: ArtifactStore, history: History): Promise<Digest> {
  const { digest } = await artifacts.put(Buffer.from(historyToJSON(history)));
  return digest;
}

export async function loadHistory(artifacts: ArtifactStore, digest: Digest): Promise<History> {
  return historyFromJSON(JSON.parse((await artifacts.get(digest)).toString('utf8')));
}

/** Keeps a closed run's record beside its history, so that the catalog can be rebuilt from the store alone. */
export async function storeRecord(artifacts: ArtifactStore, record: RunRecord): Promise<void> {
  const { digest } = await artifacts.putJson(record);
  await artifacts.setRef(referenceOf(record), digest);
}

export async function loadRecord(artifacts: ArtifactStore, run: RunKey): Promise<RunRecord | undefined> {
  const digest = await artifacts.getRef(referenceOf(run));
  return digest === undefined ? undefined : artifacts.getJson(digest, RunRecord);
}

const asideOf = ({ workflowId, runId }: RunKey): string => `unconfirmed/${workflowId}/${runId}`;

/** Remembers a closed run that cannot be confirmed, with its history, so that it is not looked at again and again. */
export async function setAside(artifacts: ArtifactStore, run: RunKey, history: Digest): Promise<void> {
  await artifacts.setRef(asideOf(run), history);
}

export const isSetAside = async (artifacts: ArtifactStore, run: RunKey): Promise<boolean> =>
  (await artifacts.getRef(asideOf(run))) !== undefined;

/** All archived runs, or those of one workflow id, in the order of their references. */
export async function* archivedRuns(artifacts: ArtifactStore, workflowId?: string): AsyncGenerator<RunRecord> {
  const named = workflowId === undefined ? prefix : referenceOf({ workflowId, runId: '' });
  for (const { digest } of await artifacts.listRefs(named)) yield await artifacts.getJson(digest, RunRecord);
}
