import type { Client } from '@temporalio/client';
import type { Decision } from '#contracts/decision.ts';
import { present } from '#contracts/present.ts';
import { canonicalJson } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog, RunKey } from '#stores/catalog/catalog.ts';
import { archivedRuns, loadHistory } from '../archive/exported.ts';
import { factsOf, type RunFacts } from '../archive/run-facts.ts';
import { findBundle } from '../bundle.ts';
import { ownRuns } from '../namespace.ts';
import type { ReplayedRun } from '../programs/replay/answer.ts';
import { type RecordedHistory, type Replayed, replayHistories } from './replay.ts';

export interface Wanted {
  /** All archived runs where it is left out. */
  readonly workflowIds?: readonly string[] | undefined;
  readonly open: boolean;
}

interface Sources {
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  readonly catalog: Catalog | undefined;
}

interface Loaded extends RecordedHistory {
  readonly facts: RunFacts;
}

/** Replays each run's history with the bundle that made it, and compares its decisions byte for byte. */
export async function* replayRuns(sources: Sources, wanted: Wanted): AsyncGenerator<ReplayedRun> {
  const batches = new Map<string, Loaded[]>();
  for await (const loaded of load(sources, wanted)) {
    const buildId = loaded.facts.bundle?.slice('sha256:'.length) ?? '';
    const batch = batches.get(buildId) ?? [];
    batch.push(loaded);
    batches.set(buildId, batch);
    if (batch.length >= 50) yield* replayBatch(sources, buildId, batch.splice(0));
  }
  for (const [buildId, batch] of batches) yield* replayBatch(sources, buildId, batch);
}

async function* load({ client, artifacts }: Sources, { open, workflowIds }: Wanted): AsyncGenerator<Loaded> {
  const seen = new Set<string>();
  for await (const { workflowId, runId, history } of archivedRuns(artifacts)) {
    if (workflowIds?.includes(workflowId) === false) continue;
    seen.add(runId);
    const loaded = await loadHistory(artifacts, history);
    yield { workflowId, runId, history: loaded, facts: factsOf(loaded) };
  }
  const query = open || workflowIds ? ownRuns : `${ownRuns} AND ExecutionStatus != 'Running'`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    if (seen.has(runId) || workflowIds?.includes(workflowId) === false) continue;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    yield { workflowId, runId, history, facts: factsOf(history) };
  }
}

async function* replayBatch(sources: Sources, buildId: string, batch: readonly Loaded[]): AsyncGenerator<ReplayedRun> {
  if (batch.length === 0) return;
  const bundle = await findBundle(sources.artifacts, buildId);
  if (!bundle) {
    // A run that no worker has taken yet has no bundle and nothing to replay.
    for (const run of batch)
      if (buildId !== '') yield describe(run, undefined, 'diverged', 'its bundle is not in the artifact store');
    return;
  }
  const byRun = new Map(batch.map((run) => [run.runId, run]));
  for await (const replayed of replayHistories(bundle.path, batch)) {
    const run = byRun.get(replayed.runId);
    if (run) yield await compare(sources, run, replayed);
  }
}

async function compare({ catalog }: Sources, run: Loaded, replayed: Replayed): Promise<ReplayedRun> {
  const { facts } = run;
  if (replayed.failure !== undefined) return describe(run, replayed, 'diverged', replayed.failure);
  if (facts.sealed && (facts.sealed.head !== replayed.seal?.head || facts.sealed.length !== replayed.seal.length)) {
    return describe(
      run,
      replayed,
      'diverged',
      `sealed ${facts.sealed.head} after ${facts.sealed.length} decisions, replayed ${replayed.seal?.head}`,
    );
  }
  const differing = catalog && (await differs(catalog, run, replayed));
  if (differing !== undefined) return describe(run, replayed, 'diverged', differing);
  return describe(run, replayed, facts.status === undefined ? 'open' : facts.sealed ? 'equal' : 'unsealed');
}

/** The first decision that the catalog holds otherwise. A catalog may lack decisions that are not confirmed yet. */
async function differs(
  catalog: Catalog,
  { workflowId, runId }: RunKey,
  { decisions }: Replayed,
): Promise<string | undefined> {
  const known = await catalog.decisions({ workflowId, runId });
  const cataloged = new Map(known.map(({ decision, status }) => [decision.seq, { decision, status }]));
  for (const { decision } of decisions) {
    const other = cataloged.get(decision.seq);
    if (other?.status === 'confirmed' && bytesOf(other.decision) !== bytesOf(decision))
      return `decision ${decision.seq} differs from the catalog's`;
  }
  const confirmed = known.filter(({ status }) => status === 'confirmed').length;
  return confirmed > decisions.length
    ? `the catalog holds ${confirmed} confirmed decisions, the replay gives ${decisions.length}`
    : undefined;
}

const bytesOf = (decision: Decision): string => canonicalJson(decision);

function describe(
  { workflowId, runId, facts }: Loaded,
  replayed: Replayed | undefined,
  outcome: ReplayedRun['outcome'],
  detail?: string,
): ReplayedRun {
  const head = replayed?.seal?.head ?? replayed?.decisions.at(-1)?.decision.hash;
  return {
    workflowId,
    runId,
    workflowType: facts.workflowType,
    status: facts.status ?? 'running',
    decisions: replayed?.decisions.length ?? 0,
    ...present({ head }),
    outcome,
    ...present({ detail }),
    recorded: replayed?.decisions ?? [],
  };
}
