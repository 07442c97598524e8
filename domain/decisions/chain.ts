import type { ChainHead, Choice, Decision } from '#contracts/decision.ts';
import { digestOf } from '../digest.ts';

/** Where a run's chain begins: the workflow, its first execution, and the generation that continue-as-new carries on. */
export function beginChain(workflowId: string, firstRunId: string): ChainHead {
  return { head: digestOf({ workflowId, firstRunId }), length: 0, generation: 0 };
}

/** The same chain in the run that continues it. */
export function nextGeneration(chain: ChainHead): ChainHead {
  const generation = chain.generation + 1;
  return { ...chain, generation, head: digestOf({ previous: chain.head, generation }) };
}

/**
 * Folds something that happened but was not decided here (a command with its input, a result, a message) into the chain, so
 * that a replay with another argument, timer or result ends in another head.
 */
export function fold(chain: ChainHead, event: string, content: unknown): ChainHead {
  return { ...chain, head: digestOf({ previous: chain.head, event, content: content === undefined ? null : content }) };
}

/** Appends a decision; `at` is the workflow's time in epoch milliseconds. */
export function append(chain: ChainHead, choice: Choice, at: number): { chain: ChainHead; decision: Decision } {
  const unsealed = { ...choice, seq: chain.length, at, previous: chain.head };
  const hash = digestOf(unsealed);
  return { chain: { ...chain, head: hash, length: chain.length + 1 }, decision: { ...unsealed, hash } };
}

/** Whether a decision's hash is that of its content. */
export function isIntact(decision: Decision): boolean {
  const { hash, ...unsealed } = decision;
  return digestOf(unsealed) === hash;
}
