import { ApplicationFailure, type SignalDefinition, setHandler } from '@temporalio/workflow';
import type { z } from 'zod';
import type { CodeName } from '#contracts/codes.ts';
import type { Problem } from '#contracts/problem.ts';
import { messageDecision } from '#domain/decisions/message.ts';
import { digestOf } from '#domain/digest.ts';
import { decide } from './decision-log.ts';

/** Handles a signal that anybody may have sent: what is not of the schema's shape becomes a decision, and has no effect. */
export function onSignal<T>(
  signal: SignalDefinition<[T]>,
  schema: z.ZodType<T>,
  take: (message: T) => void | Promise<void>,
): void {
  setHandler(signal, (payload) => {
    const message = receive(schema, signal.name, payload);
    return message === undefined ? undefined : take(message);
  });
}

/**
 * Reads a message that anybody may have sent. What is not of the schema's shape becomes a decision, never a throw: in a signal
 * handler that would fail or wedge the whole run.
 */
export function receive<T>(schema: z.ZodType<T>, message: string, payload: unknown): T | undefined {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  refuseMessage(message, payload);
  return undefined;
}

/** Records that a message had no effect, and why. */
export function refuseMessage(message: string, payload: unknown, code: CodeName = 'MESSAGE_REFUSED'): void {
  const digest = digestOf(payload === undefined ? null : payload);
  decide(messageDecision.draft({ about: message, outcome: 'refused', code, inputs: { message: digest } }));
}

/** The validator of an update: refuses a payload that is not of the schema's shape before it leaves an event in the history. */
export const validated =
  (schema: z.ZodType, expected: string) =>
  (payload: unknown): void => {
    if (!schema.safeParse(payload).success) throw ApplicationFailure.nonRetryable(`expected ${expected}`, 'USAGE');
  };

/** The error to throw from a refused update: it carries the problem to the sender. */
export function refuseUpdate(problem: Problem): ApplicationFailure {
  const { message, code: type } = problem;
  return ApplicationFailure.create({ message, type, nonRetryable: true, details: [problem] });
}
