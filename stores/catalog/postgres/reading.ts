import { sql } from 'kysely';
import { Decision } from '#contracts/decision.ts';
import type { CatalogedDecision, DecisionQuery, RunQuery, RunRecord } from '../catalog.ts';
import type { Db } from './inserting.ts';
import { runColumns, runRecord, searchable } from './rows.ts';

/** Looks for decisions; see `Catalog.decisions`. */
export async function findDecisions(db: Db, query: DecisionQuery): Promise<CatalogedDecision[]> {
  const direction = query.newestFirst ? 'desc' : 'asc';
  const rows = await filtered(db, query)
    .select(['workflow_id as workflowId', 'run_id as runId', 'first_run_id as firstRunId'])
    .select(['workflow_type as workflowType', 'generation', 'status', 'document'])
    .orderBy('at', direction)
    .orderBy('workflow_id', direction)
    .orderBy('generation', direction)
    .orderBy('run_id', direction)
    .orderBy('seq', direction)
    .$if(query.limit !== undefined, (found) => found.limit(query.limit ?? 0))
    .execute();
  return rows.map(({ document, ...place }) => ({ ...place, decision: Decision.parse(JSON.parse(document)) }));
}

function filtered(db: Db, query: DecisionQuery) {
  const { workflowId, runId, firstRunId, subjectPrefix, kinds, codes, from, until, status } = query;
  return db
    .selectFrom('decisions')
    .$if(workflowId !== undefined, (found) => found.where('workflow_id', '=', workflowId ?? ''))
    .$if(runId !== undefined, (found) => found.where('run_id', '=', runId ?? ''))
    .$if(firstRunId !== undefined, (found) => found.where('first_run_id', '=', firstRunId ?? ''))
    .$if(subjectPrefix !== undefined, (found) => found.where('subject', 'like', prefixPattern(subjectPrefix ?? '')))
    .$if(kinds !== undefined, (found) => found.where(sql<boolean>`kind = any(${kinds})`))
    .$if(codes !== undefined, (found) => found.where(sql<boolean>`code = any(${codes})`))
    .$if(from !== undefined, (found) => found.where('at', '>=', from ?? 0))
    .$if(until !== undefined, (found) => found.where('at', '<', until ?? 0))
    .$if(status !== undefined, (found) => found.where('status', '=', status ?? 'confirmed'));
}

const prefixPattern = (prefix: string): string => `${searchable(prefix).replaceAll(/[\\%_]/g, '\\$&')}%`;

/** Looks for archived runs; see `Catalog.runs`. */
export async function findRuns(db: Db, query: RunQuery = {}): Promise<RunRecord[]> {
  const { workflowId, firstRunId, pipeline, workflowType } = query;
  const rows = await db
    .selectFrom('runs')
    .select(runColumns)
    .$if(workflowId !== undefined, (found) => found.where('workflow_id', '=', workflowId ?? ''))
    .$if(firstRunId !== undefined, (found) => found.where('first_run_id', '=', firstRunId ?? ''))
    .$if(pipeline !== undefined, (found) => found.where('pipeline', '=', pipeline ?? ''))
    .$if(workflowType !== undefined, (found) => found.where('workflow_type', '=', workflowType ?? ''))
    .orderBy('started_at')
    .orderBy('workflow_id')
    .orderBy('generation')
    .orderBy('run_id')
    .execute();
  return rows.map(runRecord);
}
