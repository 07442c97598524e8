import { setTimeout as sleep } from 'node:timers/promises';

/** Many times what anything takes on a busy machine: an alarm. */
const alarmMs = 300_000;
const [firstPauseMs, longestPauseMs] = [50, 300];

/** Waits until a step of a test no longer throws, and answers what it answers; what takes long is asked less often. */
export async function eventually<T>(step: () => T | Promise<T>): Promise<T> {
  const alarm = performance.now() + alarmMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 1.3)) {
    try {
      return await step();
    } catch (error) {
      if (performance.now() > alarm) throw error;
      await sleep(pause);
    }
  }
}
