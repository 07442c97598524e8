import { problemOf, TidegateError } from '#contracts/problem.ts';

/** The bytes of the bodies that the gateway holds at once, from when a body is about to be read until it was answered. */
export interface MemoryBudget {
  /** Runs a request that holds so many bytes; throws `GATEWAY_BUSY` where too many are held already. */
  hold<T>(bytes: number, request: () => Promise<T>): Promise<T>;
}

/** What a request costs beside its body. */
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
