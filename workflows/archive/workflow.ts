import { condition } from '@temporalio/workflow';
import { archiveDecision } from '#domain/decisions/archive.ts';
import { decide } from '../run/decision-log.ts';
import { archiveActivities } from '../run/policies.ts';
import { rollOver, shouldRollOver } from '../run/sealing.ts';
import { setHandlers } from './handlers.ts';
import { type ArchiveState, begin, enlist } from './state.ts';

/** Runs that one activity exports and replays together. */
const batchSize = 50;
/** Closed runs that nobody told of (terminated, timed out, an archive that was away) are looked for this often, and at once when the archive begins. */
const sweepEvery = 60_000;

/** Exports the history of every closed run, has it replayed, and confirms its decisions, for ever. */
export async function archive(start?: ArchiveState): Promise<never> {
  const state = start ?? begin(Date.now());
  setHandlers(state);
  for (;;) {
    const untilSweep = Math.max(1, state.sweepAt - Date.now());
    const told = await condition(() => state.pending.length > 0 || shouldRollOver(), untilSweep);
    // Search also while signals keep arriving: otherwise a busy archive would never find runs that sent none.
    if (Date.now() >= state.sweepAt) await sweep(state);
    // Let runs gather: a batch is replayed at a fraction of the cost of its runs one by one.
    else if (told && state.pending.length < batchSize) await condition(() => state.pending.length >= batchSize, '1s');
    await archiveBatch(state);
    if (shouldRollOver()) await rollOver(() => state);
  }
}

/** Looks for closed runs that nobody told of; where there are many, again right after these. */
async function sweep(state: ArchiveState): Promise<void> {
  const found = await archiveActivities.findUnarchived({ limit: batchSize });
  enlist(state, found);
  state.sweepAt = Date.now() + (found.length < batchSize ? sweepEvery : 0);
}

async function archiveBatch(state: ArchiveState): Promise<void> {
  const runs = state.pending.slice(0, batchSize);
  if (runs.length === 0) return;
  const outcomes = await archiveActivities.archiveRuns({ runs });
  state.pending = state.pending.slice(runs.length);
  for (const archived of outcomes) {
    const { workflowId, runId, workflowType } = archived;
    if (archived.outcome === 'open') {
      state.pending.push({ workflowId, runId, workflowType });
      continue;
    }
    const { outcome, decisions, history } = archived;
    state[outcome === 'diverged' ? 'diverged' : 'confirmed'] += 1;
    const said = { about: workflowId, outcome, numbers: { decisions }, evidence: { history } };
    decide(archiveDecision.draft({ ...said, code: codes[outcome] }));
  }
}

const codes = { confirmed: 'RUN_ARCHIVED', unsealed: 'RUN_ENDED_UNSEALED', diverged: 'REPLAY_DIVERGED' } as const;
