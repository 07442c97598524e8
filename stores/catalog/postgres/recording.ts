import { sql } from 'kysely';
import type { RecordedDecision } from '#contracts/decision.ts';
import { Digest } from '#contracts/digest.ts';
import { followLog, type KeptPlace, type LogChange } from '../provisional.ts';
import { archivedAmong, type Db, insertDecisions, runText, type Tx, writeAlone } from './inserting.ts';
import { decisionRow } from './rows.ts';

/** Keeps what workers saw; see `Catalog.record`. The number of statements does not depend on that of the runs. */
export async function record(db: Db, schema: string, decisions: readonly RecordedDecision[]): Promise<void> {
  if (decisions.length === 0) return;
  await writeAlone(db, schema, async (tx) => {
    const archived = new Set((await archivedAmong(tx, decisions)).map(runText));
    const open = decisions.filter((recorded) => !archived.has(runText(recorded)));
    const byRun = [...Map.groupBy(open, runText).values()];
    const kept = await keptPlaces(tx, byRun);
    const changes = byRun.map((seen) => ({ run: seen[0], ...followLog(kept.get(textOfFirst(seen)) ?? [], seen) }));
    await removePlaces(tx, changes);
    await insertDecisions(
      tx,
      changes.flatMap(({ add }) => add.map((recorded) => decisionRow(recorded, 'provisional'))),
    );
  });
}

type Seen = readonly RecordedDecision[];

const textOfFirst = ([first]: Seen): string => (first === undefined ? '' : runText(first));

/** What the catalog has of each run's log, from the first place on that was seen. */
async function keptPlaces(tx: Tx, runs: readonly Seen[]): Promise<Map<string, KeptPlace[]>> {
  const workflowIds = runs.map(([first]) => first?.workflowId);
  const runIds = runs.map(([first]) => first?.runId);
  const seqs = runs.map((seen) => seen.reduce((least, { decision }) => Math.min(least, decision.seq), 2 ** 31 - 1));
  const { rows } = await sql<{ workflowId: string; runId: string; seq: number; hash: string; confirmed: boolean }>`
    select workflow_id as "workflowId", run_id as "runId", seq, hash, status = 'confirmed' as confirmed
    from unnest(${workflowIds}::text[], ${runIds}::text[], ${seqs}::int[]) as seen (w, r, s)
    join ${sql.table('decisions')} on workflow_id = w and run_id = r and seq >= s`.execute(tx);
  const grouped = Map.groupBy(rows, runText);
  return new Map([...grouped].map(([run, places]) => [run, places.map(keptPlace)]));
}

const keptPlace = ({ seq, hash, confirmed }: { seq: number; hash: string; confirmed: boolean }): KeptPlace => ({
  seq,
  hash: Digest.parse(hash),
  status: confirmed ? 'confirmed' : 'provisional',
});

async function removePlaces(
  tx: Tx,
  changes: readonly (LogChange & { run: RecordedDecision | undefined })[],
): Promise<void> {
  const places = changes.flatMap(({ run, remove }) => remove.map((seq) => ({ run, seq })));
  if (places.length === 0) return;
  const workflowIds = places.map(({ run }) => run?.workflowId);
  const runIds = places.map(({ run }) => run?.runId);
  const seqs = places.map(({ seq }) => seq);
  await tx
    .deleteFrom('decisions')
    .where('status', '=', 'provisional')
    .where(
      sql<boolean>`(workflow_id, run_id, seq) in
        (select * from unnest(${workflowIds}::text[], ${runIds}::text[], ${seqs}::int[]))`,
    )
    .execute();
}
