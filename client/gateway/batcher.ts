import { TidegateError } from '#contracts/problem.ts';
import { problemOf } from '../temporal/failures.ts';

/** How a batcher sends, and its bounds. */
export interface BatcherOptions<T> {
  /** Sends a batch; its items are acknowledged when it resolves, refused with its error when it rejects. */
  readonly send: (items: readonly T[]) => Promise<void>;
  /** Items in one batch, at most. */
  readonly maxBatch: number;
  /** Items that may wait for a batch. */
  readonly maxWaiting: number;
  /** How long an item may wait for its batch to be sent, in milliseconds. */
  readonly maxWaitMs: number;
}

/** Group commit: one batch is on its way at a time, and what comes meanwhile makes the next one. */
export interface Batcher<T> {
  /** Resolves when the item's batch was sent. Refused with `STREAM_BACKLOGGED` where too much waits already. */
  add(item: T): Promise<void>;
  /** Resolves when nothing waits and nothing is on its way. */
  idle(): Promise<void>;
}

interface Waiting<T> {
  readonly item: T;
  readonly since: number;
  readonly settle: PromiseWithResolvers<void>;
}

export function batcher<T>({ send, maxBatch, maxWaiting, maxWaitMs }: BatcherOptions<T>): Batcher<T> {
  let waiting: Waiting<T>[] = [];
  let sending: Promise<void> | undefined;

  /** The next batch; what has waited too long is refused instead, for its sender has given up. */
  function next(): Waiting<T>[] {
    const oldest = performance.now() - maxWaitMs;
    const fresh = waiting.findIndex((entry) => entry.since >= oldest);
    const stale = fresh === -1 ? waiting : waiting.slice(0, fresh);
    for (const { settle } of stale) settle.reject(backlogged('arrivals are taken in more slowly than they come'));
    const batch = waiting.slice(stale.length, stale.length + maxBatch);
    waiting = waiting.slice(stale.length + batch.length);
    return batch;
  }

  async function sendAll(): Promise<void> {
    for (let batch = next(); batch.length > 0; batch = next()) {
      const settled = await send(batch.map(({ item }) => item)).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      for (const { settle } of batch) settled ? settle.reject(settled.error) : settle.resolve();
    }
    sending = undefined;
  }

  return {
    async add(item) {
      if (waiting.length >= maxWaiting) throw backlogged(`${maxWaiting} arrivals wait to be sent already`);
      const settle = Promise.withResolvers<void>();
      waiting.push({ item, since: performance.now(), settle });
      // A turn later, so that requests that came together share the first batch too.
      sending ??= Promise.resolve().then(sendAll);
      return settle.promise;
    },
    async idle() {
      while (sending) await sending;
    },
  };
}

const backlogged = (message: string): TidegateError => new TidegateError(problemOf('STREAM_BACKLOGGED', message));
