import type { Decision } from '#contracts/decision.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { RunKey, RunRecord } from '../catalog.ts';
import { type Db, insertDecisions, type Tx, writeAlone } from './inserting.ts';
import { decisionRow, runRow } from './rows.ts';

/** Keeps a replayed run; see `Catalog.confirmRun`. */
export async function confirmRun(
  db: Db,
  schema: string,
  run: RunRecord,
  decisions: readonly Decision[],
): Promise<void> {
  await writeAlone(db, schema, async (tx) => {
    const inserted = await tx
      .insertInto('runs')
      .values(runRow(run))
      .onConflict((conflict) => conflict.columns(['workflow_id', 'run_id']).doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows === 0n) {
      await checkConfirmed(tx, run, decisions);
      return;
    }
    await ofRun(tx.deleteFrom('decisions'), run).execute();
    const { workflowId, runId, firstRunId, workflowType, chain } = run;
    const place = { workflowId, runId, firstRunId, workflowType, generation: chain.generation };
    await insertDecisions(
      tx,
      decisions.map((decision) => decisionRow({ ...place, decision }, 'confirmed')),
    );
  });
}

interface Filtered<Q> {
  where(column: 'workflow_id' | 'run_id', operator: '=', value: string): Q;
}

const ofRun = <Q extends Filtered<Q>>(query: Q, { workflowId, runId }: RunKey): Q =>
  query.where('workflow_id', '=', workflowId).where('run_id', '=', runId);

async function checkConfirmed(tx: Tx, run: RunRecord, decisions: readonly Decision[]): Promise<void> {
  const rows = await ofRun(tx.selectFrom('decisions').select('hash').orderBy('seq'), run).execute();
  const differs = decisions.findIndex((decision, i) => decision.hash !== rows[i]?.hash);
  if (differs === -1 && rows.length === decisions.length) return;
  const seq = decisions[differs]?.seq ?? decisions.length;
  throw new TidegateError({
    code: 'REPLAY_DIVERGED',
    message: `the run ${run.workflowId} ${run.runId} was confirmed before with other decisions, from seq ${seq} on`,
    observed: `${decisions.length} decisions`,
    expected: `${rows.length} decisions`,
  });
}
