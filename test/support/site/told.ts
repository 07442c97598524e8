import type { Client } from '@temporalio/client';
import type { RecordedDecision } from '#contracts/decision.ts';

const most = 60;
const indent = ' '.repeat(11);

/** What a server knows of a namespace: each run with its state, its length, and what it waits for in vain. */
export async function namespaceAsTold(client: Client): Promise<string> {
  const lines: string[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) {
    lines.push(...(await runAsTold(client, workflowId, runId)));
    if (lines.length >= most) return [...lines, '…'].join('\n');
  }
  return [`Namespace ${client.options.namespace}, ${lines.length === 0 ? 'no runs' : 'its runs'}:`, ...lines].join(
    '\n',
  );
}

async function runAsTold(client: Client, workflowId: string, runId: string): Promise<string[]> {
  const { raw, status, type, historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
  const task = raw.pendingWorkflowTask;
  return [
    `${status.name.padEnd(10)} ${type.padEnd(11)} ${workflowId}  ${historyLength} events`,
    ...(task && (task.attempt ?? 0) > 1 ? [`${indent}workflow task, attempt ${task.attempt}`] : []),
    ...(raw.pendingActivities ?? []).map(
      ({ activityType, attempt, lastFailure }) =>
        `${indent}${activityType?.name}, attempt ${attempt}${lastFailure?.message ? `: ${lastFailure.message}` : ''}`,
    ),
  ];
}

/** The last decisions, one a line. */
export function decisionsAsTold(decisions: readonly Pick<RecordedDecision, 'workflowId' | 'decision'>[]): string {
  const last = decisions.slice(-most).map(({ workflowId, decision: { seq, code, outcome, subject, numbers } }) => {
    const counted = numbers === undefined ? '' : ` ${JSON.stringify(numbers)}`;
    return `${workflowId} ${seq}  ${code} ${outcome}  ${subject}${counted}`;
  });
  return [`The last ${last.length} of ${decisions.length} decisions:`, ...last].join('\n');
}
