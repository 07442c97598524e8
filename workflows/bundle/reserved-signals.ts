import type { WorkflowInternalsInterceptor } from '@temporalio/workflow';

/** The server lets signals of such names through to whoever is named, and the SDK throws at one that it does not know. */
const reserved = '__temporal_';

/** Gives a signal whose name is the SDK's another one, so that it is refused as any other that a workflow does not know. */
export const renameReserved: WorkflowInternalsInterceptor = {
  activate(input, next) {
    for (const { signalWorkflow: signal } of input.activation.jobs ?? [])
      if (signal?.signalName?.startsWith(reserved)) signal.signalName = `reserved ${signal.signalName}`;
    next(input);
  },
};
