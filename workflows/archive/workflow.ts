import { condition, setHandler } from '@temporalio/workflow';
import type { ChainHead } from '#contracts/decision.ts';
import { decide } from '../decision-log.ts';
import { archiveActivities } from '../policies.ts';
import { receive } from '../receive.ts';
import { rollOver, shouldRollOver } from '../sealing.ts';
import * as messages from './messages.ts';

export interface ArchiveState {
  pending: messages.ClosingRun[];
  confirmed: number;
  diverged: number;
  readonly chain?: ChainHead;
}

/** Runs that one activity exports and replays together. */
const batchSize = 50;
/** Closed runs that nobody told of (terminated, timed out, an archive that was away) are looked for this often. */
const sweepEvery = '60s';

/** Exports the history of every closed run, has it replayed, and confirms its decisions, for ever. */
export async function archive(start?: ArchiveState): Promise<never> {
  const state: ArchiveState = start ?? { pending: [], confirmed: 0, diverged: 0 };
  setHandler(messages.stateQuery, () => ({
    pending: state.pending.length,
    confirmed: state.confirmed,
    diverged: state.diverged,
  }));
  setHandler(messages.runClosingSignal, (payload) => {
    const run = receive(messages.ClosingRun, 'runClosing', payload);
    if (run) state.pending.push(run);
  });
  for (;;) {
    const told = await condition(() => state.pending.length > 0 || shouldRollOver(), sweepEvery);
    if (!told) state.pending.push(...(await archiveActivities.findUnarchived({ limit: batchSize })));
    // Let runs gather: a batch is replayed at a fraction of the cost of its runs one by one.
    if (told && state.pending.length < batchSize) await condition(() => state.pending.length >= batchSize, '1s');
    await archiveBatch(state);
    if (shouldRollOver()) await rollOver(() => state);
  }
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
    decide({
      subject: `run/${workflowId}`,
      kind: 'archive',
      outcome,
      code: outcome === 'diverged' ? 'REPLAY_DIVERGED' : outcome === 'unsealed' ? 'RUN_ENDED_UNSEALED' : 'RUN_ARCHIVED',
      numbers: { decisions },
      evidence: [history],
    });
  }
}
