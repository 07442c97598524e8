import { problemOf, TidegateError } from '#contracts/problem.ts';

/** How a batcher sends, and its limits. */
export interface BatcherOptions<T> {
  /** Sends a batch. If it resolves, the items are acknowledged; if it rejects, they are refused with its error. */
  readonly send: (items: readonly T[]) => Promise<void>;
  /** The most items in one batch. A single `add` with more is sent as one batch. */
  readonly maxBatch: number;
  /** The most items that may wait for a batch. */
  readonly maxWaiting: number;
  /** How long an item may wait for its batch to be sent, in milliseconds. */
  readonly maxWaitMs: number;
}

/** Group commit: while one batch is being sent, new items collect into the next one, in order of receipt. */
export interface Batcher<T> {
  /**
   * Resolves when the items have been sent. They stay together in one batch, in order. Rejects with `STREAM_BACKLOGGED`
   * if too many items wait.
   */
  add(items: readonly T[]): Promise<void>;
  /** Resolves when no item waits and no batch is being sent. */
  idle(): Promise<void>;
}

interface Waiting<T> {
  readonly items: readonly T[];
  readonly since: number;
  readonly settle: PromiseWithResolvers<void>;
}

export function batcher<T>({ send, maxBatch, maxWaiting, maxWaitMs }: BatcherOptions<T>): Batcher<T> {
  const waiting: Waiting<T>[] = [];
  let itemsWaiting = 0;
  let underWay = false;
  let scheduled = false;
  let idlers: (() => void)[] = [];

  /** Refuses items that have waited longer than `maxWaitMs`, because their sender has timed out by then. */
  function refuseStale(): void {
    const oldest = performance.now() - maxWaitMs;
    const fresh = waiting.findIndex((entry) => entry.since >= oldest);
    const stale = waiting.splice(0, fresh === -1 ? waiting.length : fresh);
    for (const { items, settle } of stale) {
      itemsWaiting -= items.length;
      settle.reject(backlogged('arrivals are taken in more slowly than they come'));
    }
  }

  function next(): Waiting<T>[] {
    let count = 0;
    const end = waiting.findIndex(({ items }, i) => {
      count += items.length;
      return count > maxBatch && i > 0;
    });
    const batch = waiting.splice(0, end === -1 ? waiting.length : end);
    for (const { items } of batch) itemsWaiting -= items.length;
    return batch;
  }

  async function sendBatch(batch: readonly Waiting<T>[]): Promise<void> {
    const settled = await send(batch.flatMap(({ items }) => items)).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    for (const { settle } of batch) settled ? settle.reject(settled.error) : settle.resolve();
    underWay = false;
    sendNext();
  }

  function sendNext(): void {
    scheduled = false;
    refuseStale();
    if (waiting.length > 0) {
      underWay = true;
      void sendBatch(next());
    } else for (const resolve of idlers.splice(0)) resolve();
  }

  return {
    async add(items) {
      if (itemsWaiting > 0 && itemsWaiting + items.length > maxWaiting)
        throw backlogged(`${itemsWaiting} arrivals wait to be sent already`);
      const settle = Promise.withResolvers<void>();
      waiting.push({ items, since: performance.now(), settle });
      itemsWaiting += items.length;
      // Sends in the next turn of the event loop, so that requests which arrived together share a batch.
      if (!scheduled && !underWay) {
        scheduled = true;
        setImmediate(sendNext);
      }
      return settle.promise;
    },
    async idle() {
      if (!underWay && waiting.length === 0) return;
      await new Promise<void>((resolve) => {
        idlers = [...idlers, resolve];
      });
    },
  };
}

const backlogged = (message: string): TidegateError => new TidegateError(problemOf('STREAM_BACKLOGGED', message));
