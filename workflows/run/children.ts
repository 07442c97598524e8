import { type WithWorkflowArgs, type Workflow, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { type ChildWorkflowOptions, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { foldEvent } from './decision-log.ts';

type Options<T extends Workflow> = WithWorkflowArgs<T, ChildWorkflowOptions & { readonly workflowId: string }>;

/**
 * Starts a workflow that outlives this run and reports back by signal.
 *
 * @example
 * await startAlone<typeof training>('training', { workflowId, args: [input] });
 */
export async function startAlone<T extends Workflow>(type: string, options: Options<T>): Promise<void> {
  await startChild<T>(type, { ...options, parentClosePolicy: ParentClosePolicy.ABANDON });
}

/** Like {@link startAlone}, but a workflow that already exists under this id is accepted as the one to start. */
export async function startOnce<T extends Workflow>(type: string, options: Options<T>): Promise<void> {
  await startAlone(type, options).catch((failure: unknown) => {
    if (!(failure instanceof WorkflowExecutionAlreadyStartedError)) throw failure;
    foldEvent('child.present', options.workflowId);
  });
}
