import type {
  ActivityInput,
  SignalInput,
  SignalWorkflowInput,
  StartChildWorkflowExecutionInput,
  TimerInput,
  UpdateInput,
  WorkflowExecuteInput,
  WorkflowInboundCallsInterceptor,
  WorkflowInterceptorsFactory,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { setDefaultSignalHandler } from '@temporalio/workflow';
import { beginLog, foldEvent } from '../run/decision-log.ts';
import { refuseMessage } from '../run/receive.ts';
import { joinArrivals } from './join-arrivals.ts';
import { renameReserved } from './reserved-signals.ts';

/** Folds a command with its input when it is issued, and its result or failure when that comes. */
async function folded<T>(event: string, input: unknown, issue: () => Promise<T>): Promise<T> {
  foldEvent(event, input);
  try {
    const result = await issue();
    foldEvent(`${event}.completed`, result);
    return result;
  } catch (failure) {
    foldEvent(`${event}.failed`, failure instanceof Error ? failure.name : 'unknown');
    throw failure;
  }
}

class FoldMessages implements WorkflowInboundCallsInterceptor {
  execute(input: WorkflowExecuteInput, next: (input: WorkflowExecuteInput) => Promise<unknown>): Promise<unknown> {
    beginLog(input.args);
    foldEvent('execute', input.args);
    const result = next(input);
    // The workflow has set its own handlers by now. Without a default, the SDK would buffer unknown signals for ever, unseen.
    setDefaultSignalHandler((name, payload) => refuseMessage(name.slice(0, 100).toWellFormed(), payload));
    return result;
  }

  handleSignal(input: SignalInput, next: (input: SignalInput) => Promise<void>): Promise<void> {
    // Fold each payload separately: several `arrive` signals of one workflow task may have been joined into this one.
    const { signalName: name, args } = input;
    for (const each of args.length > 1 ? args.map((arg) => [arg]) : [args]) foldEvent('signal', { name, args: each });
    return next(input);
  }

  handleUpdate(input: UpdateInput, next: (input: UpdateInput) => Promise<unknown>): Promise<unknown> {
    return folded('update', { name: input.name, args: input.args }, () => next(input));
  }
}

class FoldCommands implements WorkflowOutboundCallsInterceptor {
  scheduleActivity(input: ActivityInput, next: (input: ActivityInput) => Promise<unknown>): Promise<unknown> {
    const { activityType, args, options } = input;
    return folded('activity', { activityType, args, options: plain(options) }, () => next(input));
  }

  startTimer(input: TimerInput, next: (input: TimerInput) => Promise<void>): Promise<void> {
    return folded('timer', { durationMs: input.durationMs }, () => next(input));
  }

  signalWorkflow(input: SignalWorkflowInput, next: (input: SignalWorkflowInput) => Promise<void>): Promise<void> {
    const to =
      input.target.type === 'external' ? input.target.workflowExecution.workflowId : input.target.childWorkflowId;
    return folded('signalExternal', { to, name: input.signalName, args: input.args }, () => next(input));
  }

  async startChildWorkflowExecution(
    input: StartChildWorkflowExecutionInput,
    next: (input: StartChildWorkflowExecutionInput) => Promise<[Promise<string>, Promise<unknown>]>,
  ): Promise<[Promise<string>, Promise<unknown>]> {
    foldEvent('child', { type: input.workflowType, id: input.options.workflowId, args: input.options.args });
    return next(input);
  }
}

/** Options as plain JSON: a retry policy may hold functions and undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [renameReserved, joinArrivals],
  inbound: [new FoldMessages()],
  outbound: [new FoldCommands()],
});
