import { problemOf, TidegateError } from '#contracts/problem.ts';

/**
 * Limits the bytes of request bodies that the gateway holds in memory. A body counts from before it is read until its
 * request is answered.
 */
export interface MemoryBudget {
  /** Runs a request that holds this many bytes. Throws `GATEWAY_BUSY` if too many bytes are already held. */
  hold<T>(bytes: number, request: () => Promise<T>): Promise<T>;
}

/** The memory that a request needs besides its body, in bytes. */
const overhead = 2_048;

export function memoryBudget(mostBytes: number): MemoryBudget {
  let held = 0;
  return {
    async hold(bytes, request) {
      const cost = bytes + overhead;
      if (held > 0 && held + cost > mostBytes) {
        throw new TidegateError({
          ...problemOf('GATEWAY_BUSY'),
          observed: `${held} bytes are held`,
          expected: `at most ${mostBytes} bytes`,
        });
      }
      held += cost;
      try {
        return await request();
      } finally {
        held -= cost;
      }
    },
  };
}
