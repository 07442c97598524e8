import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { canonicalJson } from '#domain/digest.ts';
import type { CatalogDigest } from '../catalog.ts';
import type { Db, Tx } from './inserting.ts';
import { runColumns, runRecord } from './rows.ts';

/** How many rows are in memory at once. */
const page = 2_000;

/**
 * The catalog's digest; see `Catalog.digest`. Hashed are lines: of each archived run its canonical JSON, then of each
 * confirmed decision the canonical JSON of `[workflow id, run id, first run id, type, generation]` and its document, in
 * order of workflow id, run id and seq by code point.
 */
export function digestCatalog(db: Db): Promise<CatalogDigest> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const hash = createHash('sha256');
      const counts = { runs: 0, decisions: 0 };
      for await (const line of runLines(tx)) {
        hash.update(line);
        counts.runs += 1;
      }
      for await (const line of decisionLines(tx)) {
        hash.update(line);
        counts.decisions += 1;
      }
      return { digest: `sha256:${hash.digest('hex')}`, ...counts };
    });
}

async function* runLines(tx: Tx): AsyncGenerator<string> {
  let after = ['', ''];
  for (;;) {
    const [workflowId, runId] = after;
    const rows = await tx
      .selectFrom('runs')
      .select(runColumns)
      .where(sql<boolean>`(workflow_id, run_id) > (${workflowId}, ${runId})`)
      .orderBy('workflow_id')
      .orderBy('run_id')
      .limit(page)
      .execute();
    for (const row of rows) yield `${canonicalJson(runRecord(row))}\n`;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = [last.workflow_id, last.run_id];
  }
}

async function* decisionLines(tx: Tx): AsyncGenerator<string> {
  let after = { workflow_id: '', run_id: '', seq: -1 };
  for (;;) {
    const rows = await tx
      .selectFrom('decisions')
      .select(['workflow_id', 'run_id', 'seq', 'first_run_id', 'workflow_type', 'generation', 'document'])
      .where('status', '=', 'confirmed')
      .where(sql<boolean>`(workflow_id, run_id, seq) > (${after.workflow_id}, ${after.run_id}, ${after.seq}::int)`)
      .orderBy('workflow_id')
      .orderBy('run_id')
      .orderBy('seq')
      .limit(page)
      .execute();
    for (const { workflow_id, run_id, first_run_id, workflow_type, generation, document } of rows) {
      yield `${canonicalJson([workflow_id, run_id, first_run_id, workflow_type, generation])}${document}\n`;
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
