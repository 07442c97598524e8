import { problemOf, TidegateError } from '#contracts/problem.ts';

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

/** Group commit: while a batch is on its way, what comes makes the next one, in order of receipt. */
export interface Batcher<T> {
  /** Resolves when the items, which share a batch in their order, were sent. Refused with `STREAM_BACKLOGGED` where too much waits. */
  add(items: readonly T[]): Promise<void>;
  /** Resolves when nothing waits and nothing is on its way. */
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

  /** What has waited too long is refused, for its sender has given up. */
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
      // A turn of the event loop later, so that requests that came together share a batch.
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
