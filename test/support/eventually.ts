import { vi } from 'vitest';

/** Waits until a step of a test no longer throws. The limit is an alarm: many times what it takes on a busy machine. */
export const eventually = <T>(step: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(step, { timeout: 200_000, interval: 50 });
