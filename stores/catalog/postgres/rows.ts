import type { Decision, RecordedDecision } from '#contracts/decision.ts';
import { canonicalJson } from '#domain/digest.ts';
import { type DecisionStatus, RunRecord } from '../catalog.ts';
import type { NewDecision, NewRun, RunRow } from './tables.ts';

/** The longest text of a searched column: an index entry holds at most a third of a page, in any alphabet. */
const longestSearched = 600;

/** What PostgreSQL can keep and index of any text: without NUL, well-formed, cut. The document has all of it. */
export const searchable = (text: string): string =>
  text.slice(0, longestSearched).toWellFormed().replaceAll('\u0000', '\ufffd');

export function decisionRow(recorded: RecordedDecision, status: DecisionStatus): NewDecision {
  const { workflowId, runId, firstRunId, workflowType, generation, decision } = recorded;
  return {
    workflow_id: workflowId,
    run_id: runId,
    seq: decision.seq,
    first_run_id: firstRunId,
    workflow_type: workflowType,
    generation,
    status,
    hash: decision.hash,
    at: decision.at,
    subject: searchable(decision.subject),
    kind: decision.kind,
    outcome: searchable(decision.outcome),
    code: decision.code,
    actor: decision.actor === undefined ? null : searchable(decision.actor),
    numbers: JSON.stringify(searchableNumbers(decision.numbers ?? {})),
    document: canonicalJson(decision),
  };
}

type Numbers = NonNullable<Decision['numbers']>;

/** Names may stand a level deeper: codes, fates. */
const searchableNumbers = (numbers: Numbers): Numbers =>
  Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [
      searchable(name),
      typeof value === 'number'
        ? value
        : Object.fromEntries(Object.entries(value).map(([inner, count]) => [searchable(inner), count])),
    ]),
  );

export const runRow = (run: RunRecord): NewRun => ({
  workflow_id: run.workflowId,
  run_id: run.runId,
  first_run_id: run.firstRunId,
  workflow_type: run.workflowType,
  pipeline: run.pipeline ?? null,
  started_at: run.startedAt,
  closed_at: run.closedAt,
  status: run.status,
  history: run.history,
  bundle: run.bundle,
  chain_head: run.chain.head,
  chain_length: run.chain.length,
  generation: run.chain.generation,
});

/** The columns of {@link RunRow}. */
export const runColumns = [
  'workflow_id',
  'run_id',
  'first_run_id',
  'workflow_type',
  'pipeline',
  'started_at',
  'closed_at',
  'status',
  'history',
  'bundle',
  'chain_head',
  'chain_length',
  'generation',
] as const;

export const runRecord = (row: RunRow): RunRecord =>
  RunRecord.parse({
    workflowId: row.workflow_id,
    runId: row.run_id,
    firstRunId: row.first_run_id,
    workflowType: row.workflow_type,
    ...(row.pipeline !== null && { pipeline: row.pipeline }),
    startedAt: row.started_at,
    closedAt: row.closed_at,
    status: row.status,
    history: row.history,
    bundle: row.bundle,
    chain: { head: row.chain_head, length: row.chain_length, generation: row.generation },
  });
