import type { WorkflowInternalsInterceptor } from '@temporalio/workflow';

/** Names that the SDK reserves. The server delivers such signals, but the SDK throws when it does not know the name. */
const reserved = '__temporal_';

/** Renames a signal that has a reserved name, so that it is refused like any other unknown signal. */
export const renameReserved: WorkflowInternalsInterceptor = {
  activate(input, next) {
    for (const { signalWorkflow: signal } of input.activation.jobs ?? [])
      if (signal?.signalName?.startsWith(reserved)) signal.signalName = `reserved ${signal.signalName}`;
    next(input);
  },
};
