import { expect, it } from 'vitest';
import { createTurns } from '#activities/duckdb/turns.ts';

it('lets only so many work at once, in order, and goes on after a failure', async () => {
  const turns = createTurns(2);
  const log: string[] = [];
  let working = 0;
  let most = 0;
  const work = (name: string) =>
    turns.take(async () => {
      most = Math.max(most, ++working);
      log.push(name);
      await new Promise((resume) => setTimeout(resume, 5));
      working -= 1;
      if (name === 'b') throw new Error(name);
    });
  const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(work));
  expect(most).toBe(2);
  expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
});
