import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type BatcherOptions, batcher } from '#client/gateway/batcher.ts';

/** A batcher whose batches are recorded and sent when told. */
function recording(options: Partial<BatcherOptions<number>> = {}) {
  const batches: { readonly items: readonly number[]; readonly sent: PromiseWithResolvers<void> }[] = [];
  const send = (items: readonly number[]) => {
    const sent = Promise.withResolvers<void>();
    batches.push({ items, sent });
    return sent.promise;
  };
  return { batches, batcher: batcher({ send, maxBatch: 3, maxWaiting: 5, maxWaitMs: 1_000, ...options }) };
}

const turn = () => sleep(5);

test('what comes while a batch is on its way makes the next one, in order of receipt', async () => {
  const { batches, batcher } = recording();
  const added = [1, 2].map((n) => batcher.add([n]));
  await turn();
  added.push(...[3, 4].map((n) => batcher.add([n])));
  await turn();
  expect(batches.map((b) => b.items)).toEqual([[1, 2]]);
  batches[0]?.sent.resolve();
  await turn();
  expect(batches.map((b) => b.items)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  batches[1]?.sent.resolve();
  await Promise.all(added);
});

test('nobody is answered before the batch is sent', async () => {
  const { batches, batcher } = recording();
  let answered = false;
  const added = batcher.add([1]).then(() => {
    answered = true;
  });
  await turn();
  expect(answered).toBe(false);
  batches[0]?.sent.resolve();
  await added;
  expect(answered).toBe(true);
});

test('a batch holds no more than its bound', async () => {
  const { batches, batcher } = recording();
  const added = [1, 2, 3, 4].map((n) => batcher.add([n]));
  await turn();
  batches[0]?.sent.resolve();
  await turn();
  batches[1]?.sent.resolve();
  await Promise.all(added);
  expect(batches.map((b) => b.items)).toEqual([[1, 2, 3], [4]]);
});

test('a batch that fails refuses all its items, and the next one goes on', async () => {
  const { batches, batcher } = recording();
  const failing = [batcher.add([1]), batcher.add([2])].map((p) => p.catch((error: unknown) => error));
  await turn();
  const next = batcher.add([3]);
  const down = new Error('down');
  batches[0]?.sent.reject(down);
  expect(await Promise.all(failing)).toEqual([down, down]);
  batches[1]?.sent.resolve();
  await next;
});

test('too many waiting items are refused at once', async () => {
  const { batches, batcher } = recording();
  const first = batcher.add([0]);
  await turn();
  const waiting = [1, 2, 3, 4, 5].map((n) => batcher.add([n]));
  await expect(batcher.add([6])).rejects.toMatchObject({ problem: { code: 'STREAM_BACKLOGGED' } });
  batches[0]?.sent.resolve();
  await turn();
  batches[1]?.sent.resolve();
  await turn();
  batches[2]?.sent.resolve();
  await Promise.all([first, ...waiting]);
});

test('an item that waited too long is refused and not sent', async () => {
  const { batches, batcher } = recording({ maxWaitMs: 20 });
  const first = batcher.add([1]);
  await turn();
  const late = batcher.add([2]).catch((error: unknown) => error);
  await sleep(40);
  batches[0]?.sent.resolve();
  await first;
  expect(await late).toMatchObject({ problem: { code: 'STREAM_BACKLOGGED' } });
  expect(batches).toHaveLength(1);
});

test('idle waits for what was taken in', async () => {
  const { batches, batcher } = recording();
  await batcher.idle();
  const added = batcher.add([1]);
  let idle = false;
  const waited = batcher.idle().then(() => {
    idle = true;
  });
  await turn();
  expect(idle).toBe(false);
  batches[0]?.sent.resolve();
  await Promise.all([added, waited]);
});
