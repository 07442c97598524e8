import { type ActivateInput, type WorkflowInternalsInterceptor, workflowInfo } from '@temporalio/workflow';
import { arriveSignal } from '../stream/messages.ts';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];

/**
 * Joins the `arrive` signals that one task brings, where they follow one another, into one with several payloads.
 *
 * The SDK traces some ten promises a signal, which costs a millisecond; and a stream that was without a worker gets thousands of
 * them in one task, which must end within five seconds.
 */
export const joinArrivals: WorkflowInternalsInterceptor = {
  activate(input, next) {
    const { activation } = input;
    if (activation.jobs && workflowInfo().workflowType === 'stream') activation.jobs = joinedArrivals(activation.jobs);
    next(input);
  },
};

/** Joins only neighbouring signals, to keep the order of receipt. */
export function joinedArrivals(jobs: readonly Job[]): Job[] {
  const result: Job[] = [];
  for (const job of jobs) {
    const before = payloadsOf(result.at(-1));
    const payloads = payloadsOf(job);
    if (before && payloads) before.push(...payloads);
    else result.push(job);
  }
  return result;
}

/** The payloads of an `arrive` signal. A signal without payload is not joined, so that it is refused by itself. */
function payloadsOf(job: Job | undefined) {
  const signal = job?.signalWorkflow;
  return signal?.signalName === arriveSignal.name && signal.input?.length ? signal.input : undefined;
}
