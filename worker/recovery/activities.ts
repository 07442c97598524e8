import { Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { RecoveryActivities, WindowStanding } from '#activities/recovery/port.ts';
import { Digest } from '#contracts/digest.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { PaneDecided } from '#contracts/pane.ts';
import { payloadConverter } from '#workflows/bundle/payload-converter.ts';
import { paneDecidedSignal } from '#workflows/stream/messages.ts';
import type { HistoryEvent } from './parted-history.ts';

export function createRecoveryActivities({ client }: { readonly client: Client }): RecoveryActivities {
  return {
    async findSpecInForce({ pipeline }) {
      const run = await orAbsent(client.workflow.getHandle(ids.pipeline(pipeline)).describe());
      return run?.status.name === 'RUNNING' ? Digest.safeParse(run.memo?.spec).data : undefined;
    },

    async lookUpWindows({ stream, windows }) {
      const standings: WindowStanding[] = [];
      for (const id of windows) {
        standings.push(await lookUp(client, stream, id));
        Context.current().heartbeat();
      }
      return standings;
    },
  };
}

async function lookUp(client: Client, stream: string, window: string): Promise<WindowStanding> {
  const run = await orAbsent(client.workflow.getHandle(window).describe());
  if (!run) return { standing: 'absent' };
  const { events } = await client.workflow.getHandle(window, run.runId).fetchHistory();
  const pane = (events ?? []).flatMap((event) => wordTo(stream, event)).at(-1);
  if (pane) return { standing: 'told', pane };
  return { standing: run.status.name === 'RUNNING' ? 'running' : 'ended' };
}

/** What a window run signalled to its stream by an event of its history, whether or not the signal was received. */
function wordTo(stream: string, { signalExternalWorkflowExecutionInitiatedEventAttributes: said }: HistoryEvent) {
  const [payload] = said?.input?.payloads ?? [];
  if (!payload || said?.signalName !== paneDecidedSignal.name || said.workflowExecution?.workflowId !== stream)
    return [];
  const pane = PaneDecided.safeParse(payloadConverter.fromPayload<unknown>(payload));
  return pane.success ? [pane.data] : [];
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
}
