import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordedDecision } from '#contracts/decision.ts';
import { TidegateError } from '#contracts/problem.ts';
import { openDecisionQueue } from '#stores/catalog/queue.ts';
import { recorded } from '#test/support/data/decisions.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const down = () => new TidegateError({ code: 'CATALOG_UNAVAILABLE', message: 'down' });

/** A catalog that remembers what it took, and fails as it is told. */
function catalog() {
  const batches: number[][] = [];
  const fail: { with: (batch: readonly RecordedDecision[]) => Error | undefined } = { with: () => undefined };
  const record = vi.fn(async (batch: readonly RecordedDecision[]) => {
    const error = fail.with(batch);
    if (error) throw error;
    batches.push(batch.map((one) => one.decision.seq));
  });
  return { record, batches, fail };
}

const fill = (queue: { enqueue(decision: RecordedDecision): void }, count: number) => {
  for (let seq = 0; seq < count; seq++) queue.enqueue(recorded(seq));
};

describe('the queue before the catalog', () => {
  it('writes in batches, in order, and never from within enqueue', async () => {
    const kept = catalog();
    const queue = openDecisionQueue(kept, { batch: 2 });
    fill(queue, 5);
    expect(kept.record).not.toHaveBeenCalled();
    const drained = queue.drain(1_000);
    await vi.advanceTimersByTimeAsync(50);
    expect(await drained).toBe(true);
    expect(kept.batches).toEqual([[0, 1], [2, 3], [4]]);
    expect(queue.state()).toEqual({ waiting: 0, written: 5, dropped: 0, refused: 0 });
  });

  it('waits for a catalog that is down, ever longer, and loses nothing', async () => {
    const kept = catalog();
    kept.fail.with = down;
    const queue = openDecisionQueue(kept, { batch: 2, retry: [100, 400] });
    fill(queue, 3);
    await vi.advanceTimersByTimeAsync(20 + 100 + 200 + 400 + 400);
    expect(kept.record).toHaveBeenCalledTimes(5);
    expect(queue.state()).toMatchObject({ waiting: 3, written: 0, problem: { code: 'CATALOG_UNAVAILABLE' } });
    kept.fail.with = () => undefined;
    await vi.advanceTimersByTimeAsync(410);
    expect(kept.batches).toEqual([[0, 1], [2]]);
    expect(queue.state()).toEqual({ waiting: 0, written: 3, dropped: 0, refused: 0 });
  });

  it('drops the oldest when it is full, and counts them', async () => {
    const kept = catalog();
    const queue = openDecisionQueue(kept, { capacity: 3 });
    fill(queue, 10);
    expect(queue.state()).toMatchObject({ waiting: 3, dropped: 7 });
    await vi.advanceTimersByTimeAsync(20);
    expect(kept.batches).toEqual([[7, 8, 9]]);
  });

  it('gives up a decision that the catalog refuses for good, and no other', async () => {
    const kept = catalog();
    kept.fail.with = (batch) => (batch.some((one) => one.decision.seq === 3) ? new Error('bad row') : undefined);
    const queue = openDecisionQueue(kept);
    fill(queue, 7);
    await vi.advanceTimersByTimeAsync(50);
    expect(kept.batches.flat()).toEqual([0, 1, 2, 4, 5, 6]);
    expect(queue.state()).toMatchObject({ waiting: 0, written: 6, refused: 1 });
  });

  it('is drained at once when it is empty, and not in time when the catalog is down', async () => {
    const kept = catalog();
    kept.fail.with = down;
    const queue = openDecisionQueue(kept);
    expect(await queue.drain(0)).toBe(true);
    fill(queue, 1);
    const drained = queue.drain(500);
    await vi.advanceTimersByTimeAsync(500);
    expect(await drained).toBe(false);
  });

  it('takes and writes nothing once it is closed', async () => {
    const kept = catalog();
    const queue = openDecisionQueue(kept);
    fill(queue, 1);
    queue.close();
    fill(queue, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept.record).not.toHaveBeenCalled();
  });
});
