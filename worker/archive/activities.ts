import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { ArchiveActivities, ArchiveOutcome, ClosingRun } from '#activities/archive/port.ts';
import { present } from '#contracts/present.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog, RunRecord } from '#stores/catalog/catalog.ts';
import { findBundle } from '../bundle.ts';
import { ownRuns } from '../namespace.ts';
import { lastHead } from '../replay/last-head.ts';
import { type RecordedHistory, type Replayed, replayHistories } from '../replay/replay.ts';
import { isSetAside, loadRecord, setAside, storeHistory, storeRecord } from './exported.ts';
import { factsOf, type RunFacts } from './run-facts.ts';

export interface ArchiveDependencies {
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  readonly catalog: Catalog | undefined;
}

interface Exported extends RecordedHistory {
  readonly facts: RunFacts;
}

/** A run closes moments after it signals the archive; one that is still open then is reported as open. */
const patience = { tries: 10, everyMs: 100 } as const;

export function createArchiveActivities({ client, artifacts, catalog }: ArchiveDependencies): ArchiveActivities {
  return {
    async archiveRuns({ runs }) {
      const outcomes: ArchiveOutcome[] = [];
      const closed: { run: ClosingRun; exported: Exported }[] = [];
      for (const run of runs) {
        const exported = await exportRun(client, run);
        if (exported === 'gone') continue;
        if (exported === 'open') outcomes.push({ ...run, outcome: 'open' });
        else closed.push({ run, exported });
        Context.current().heartbeat();
      }
      for (const [buildId, group] of byBuild(closed)) {
        const bundle = await findBundle(artifacts, buildId);
        const replays = bundle
          ? replayHistories(
              bundle.path,
              group.map(({ exported }) => exported),
            )
          : unreplayable(buildId, group);
        for await (const replayed of replays) {
          const found = group.find(({ exported }) => exported.runId === replayed.runId);
          if (found) outcomes.push(await confirm(found.run, found.exported, replayed));
          Context.current().heartbeat();
        }
      }
      return outcomes;
    },

    async findUnarchived({ limit }) {
      const found: ClosingRun[] = [];
      // In the server's order, because not every visibility store of Temporal can sort.
      for await (const { workflowId, runId, type } of client.workflow.list({
        query: `ExecutionStatus != 'Running' AND ${ownRuns}`,
      })) {
        const run = { workflowId, runId };
        if ((await loadRecord(artifacts, run)) || (await isSetAside(artifacts, run))) continue;
        found.push({ workflowId, runId, workflowType: type });
        if (found.length >= limit) break;
      }
      return found;
    },
  };

  async function confirm(run: ClosingRun, { history, facts }: Exported, replayed: Replayed): Promise<ArchiveOutcome> {
    const digest = await storeHistory(artifacts, history);
    const outcome = verdictOf(facts, replayed);
    const chain = facts.sealed ?? lastHead(run.workflowId, facts, replayed.decisions);
    const { status, bundle, sealed: _sealed, carried: _carried, ...rest } = facts;
    if (outcome !== 'diverged' && status && bundle) {
      const record: RunRecord = {
        ...rest,
        workflowId: run.workflowId,
        runId: run.runId,
        status,
        bundle,
        history: digest,
        chain,
      };
      await catalog?.confirmRun(
        record,
        replayed.decisions.map(({ decision }) => decision),
      );
      await storeRecord(artifacts, record);
    } else await setAside(artifacts, run, digest);
    return { ...run, outcome, decisions: replayed.decisions.length, history: digest };
  }
}

/** Runs whose bundle the store does not have. A run that was ended before a worker took it has no bundle, and decided nothing. */
function* unreplayable(buildId: string, group: readonly { exported: Exported }[]): Generator<Replayed> {
  const failure = buildId === '' ? undefined : 'its bundle is not in the artifact store';
  for (const { exported } of group) {
    const { workflowId, runId } = exported;
    yield { workflowId, runId, decisions: [], ...present({ failure }) };
  }
}

/** A run is confirmed where its replay ends in the head that its result or continuation carries. */
function verdictOf(facts: RunFacts, replayed: Replayed): 'confirmed' | 'unsealed' | 'diverged' {
  if (replayed.failure !== undefined) return 'diverged';
  if (!facts.sealed) return 'unsealed';
  return facts.sealed.head === replayed.seal?.head && facts.sealed.length === replayed.seal.length
    ? 'confirmed'
    : 'diverged';
}

async function exportRun(client: Client, run: ClosingRun): Promise<Exported | 'open' | 'gone'> {
  for (let tried = 0; tried < patience.tries; tried += 1) {
    try {
      const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
      const facts = factsOf(history);
      if (facts.status) return { workflowId: run.workflowId, runId: run.runId, history, facts };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      throw error;
    }
    await sleep(patience.everyMs);
  }
  return 'open';
}

function byBuild(
  closed: { run: ClosingRun; exported: Exported }[],
): Map<string, { run: ClosingRun; exported: Exported }[]> {
  const groups = new Map<string, { run: ClosingRun; exported: Exported }[]>();
  for (const entry of closed) {
    const buildId = entry.exported.facts.bundle?.slice('sha256:'.length) ?? '';
    groups.set(buildId, [...(groups.get(buildId) ?? []), entry]);
  }
  return groups;
}
