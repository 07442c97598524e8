import { proxySinks, type Sinks, workflowInfo } from '@temporalio/workflow';
import { ChainHead, type Choice, type RecordedDecision } from '#contracts/decision.ts';
import { append, beginChain, fold, nextGeneration } from '#domain/decisions/chain.ts';

/** The end of a run's log, as its result or its continuation carries it. */
export interface SealedRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly chain: ChainHead;
}

/** The sink through which decisions leave a workflow, live and in replay. Its receiver only enqueues, and returns at once. */
export interface DecisionSinks extends Sinks {
  decisions: {
    record(decision: RecordedDecision): void;
    seal(run: SealedRun): void;
  };
}

const { decisions } = proxySinks<DecisionSinks>();

// Keyed by run and set when the run's interceptors are made, so that no run sees the chain of another in a shared context.
const chains = new Map<string, ChainHead>();

function chain(): ChainHead {
  const current = chains.get(workflowInfo().runId);
  if (current === undefined) throw new Error('the decision log interceptor is not installed');
  return current;
}

/** Begins this run's chain, or continues the chain passed in its input. */
export function beginLog(args: readonly unknown[]): void {
  const { workflowId, firstExecutionRunId, runId, continuedFromExecutionRunId } = workflowInfo();
  const [input] = args;
  const carried = continuedFromExecutionRunId && typeof input === 'object' && input !== null && 'chain' in input;
  const parsed = carried ? ChainHead.safeParse(input.chain) : undefined;
  chains.set(runId, parsed?.success ? nextGeneration(parsed.data) : beginChain(workflowId, firstExecutionRunId));
}

/** Folds a command, a result or a message into the chain. */
export function foldEvent(event: string, content: unknown): void {
  chains.set(workflowInfo().runId, fold(chain(), event, content));
}

/**
 * Records a choice in the run's decision log, and sends it to the sink.
 *
 * @example
 * decide(sourceDecision.draft({ about: name, outcome: 'idle', code: 'SOURCE_IDLE' }));
 */
export function decide(choice: Choice): RecordedDecision['decision'] {
  const { workflowId, runId, firstExecutionRunId: firstRunId, workflowType } = workflowInfo();
  const { chain: next, decision } = append(chain(), choice, Date.now());
  chains.set(runId, next);
  decisions.record({ workflowId, runId, firstRunId, workflowType, generation: next.generation, decision });
  return decision;
}

/** The chain's end, for the run's result or continuation; nothing may be decided after it. */
export function seal(): ChainHead {
  const { workflowId, runId, workflowType } = workflowInfo();
  const sealed = chain();
  decisions.seal({ workflowId, runId, workflowType, chain: sealed });
  return sealed;
}
