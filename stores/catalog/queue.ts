import type { RecordedDecision } from '#contracts/decision.ts';
import { type Problem, TidegateError } from '#contracts/problem.ts';
import { openBacklog } from './backlog.ts';
import type { Catalog } from './catalog.ts';

export interface QueueOptions {
  /** How many decisions wait at most. Default: 50,000. */
  readonly capacity?: number;
  /** How many are written at once. Default: 500. */
  readonly batch?: number;
  /** Milliseconds for which a batch gathers. Default: 20. */
  readonly gather?: number;
  /** Milliseconds until a failed batch is written again, doubled each time up to the second. Default: 200, 5,000. */
  readonly retry?: readonly [number, number];
}

export interface QueueState {
  /** Enqueued and neither written nor lost. */
  readonly waiting: number;
  readonly written: number;
  /** Lost because the queue was full; the archive will write them. */
  readonly dropped: number;
  /** Lost because the catalog refused them for a reason that a retry does not change. */
  readonly refused: number;
  /** Why the last batch was not written; absent when it was. */
  readonly problem?: Problem;
}

/** Decisions on their way from a workflow's sink into the catalog. */
export interface DecisionQueue {
  /** Takes a decision and returns at once, whatever state the catalog is in; the oldest one is dropped when it is full. */
  enqueue(decision: RecordedDecision): void;
  state(): QueueState;
  /** Waits until nothing waits any more, at most so many milliseconds; says whether it came to that. */
  drain(timeout: number): Promise<boolean>;
  /** Stops writing; what waits is given up. */
  close(): void;
}

/** A bounded queue in memory before the catalog. It may lose decisions, because the archive fills every gap. */
export function openDecisionQueue(catalog: Pick<Catalog, 'record'>, options: QueueOptions = {}): DecisionQueue {
  const { capacity = 50_000, batch = 500, gather = 20, retry = [200, 5_000] } = options;
  const [firstRetry, lastRetry] = retry;
  const backlog = openBacklog<RecordedDecision>(capacity);
  const counts = { written: 0, dropped: 0, refused: 0 };
  const idle: (() => void)[] = [];
  /** What was taken from the backlog, in the parts in which it is written. */
  let parts: (readonly RecordedDecision[])[] = [];
  let problem: Problem | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const countWaiting = () => parts.reduce((sum, part) => sum + part.length, backlog.length);

  /** The timer is kept until its write has ended, so that only one write runs at a time. */
  const wake = (delay: number) => {
    if (timer !== undefined || closed) return;
    timer = setTimeout(async () => {
      const next = await write(delay);
      timer = undefined;
      if (countWaiting() > 0) wake(next);
      else for (const done of idle.splice(0)) done();
    }, delay);
    timer.unref();
  };

  /** Writes one part and answers in how many milliseconds to go on. */
  const write = async (delay: number): Promise<number> => {
    if (parts.length === 0) parts = [backlog.take(batch)];
    const [part = [], ...others] = parts;
    try {
      await catalog.record(part);
      counts.written += part.length;
      problem = undefined;
      parts = others;
      return 0;
    } catch (error) {
      problem = problemOf(error);
      if (problem.code === 'CATALOG_UNAVAILABLE') return Math.min(Math.max(delay * 2, firstRetry), lastRetry);
      if (part.length === 1) counts.refused += 1;
      parts = [...halves(part), ...others];
      return 0;
    }
  };

  return {
    enqueue: (decision) => {
      if (closed) return;
      if (backlog.add(decision)) counts.dropped += 1;
      wake(gather);
    },
    state: () => ({ waiting: countWaiting(), ...counts, ...(problem && { problem }) }),
    drain: async (timeout) => {
      if (countWaiting() === 0) return true;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const givingUp = setTimeout(() => resolve(false), timeout);
      idle.push(() => resolve(true));
      return promise.finally(() => clearTimeout(givingUp));
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** A batch that is refused is tried again in halves, so that one bad decision does not affect others; a single one is given up. */
function halves(part: readonly RecordedDecision[]): (readonly RecordedDecision[])[] {
  const middle = Math.ceil(part.length / 2);
  return part.length === 1 ? [] : [part.slice(0, middle), part.slice(middle)];
}

function problemOf(error: unknown): Problem {
  if (error instanceof TidegateError) return error.problem;
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}
