import { setTimeout as sleep } from 'node:timers/promises';
import type { Code } from '#contracts/codes.ts';
import { TidegateError } from '#contracts/problem.ts';
import { read } from './logs.ts';
import type { Service } from './service.ts';

/** How to tell that a service can take work: a line in its log, an HTTP answer below 400, or one's own probe. */
export type Readiness = { readonly line: RegExp } | { readonly url: string } | (() => Promise<boolean>);

const pollMs = 50;

/**
 * Waits until a service can take work.
 *
 * @throws a problem of the given code, with the end of its log, where it ends first or takes longer than `withinMs`
 */
export async function whenReady(
  service: Service,
  readiness: Readiness,
  options: { readonly withinMs: number; readonly code: Code },
): Promise<void> {
  const probe = probeOf(service, readiness);
  const until = performance.now() + options.withinMs;
  while (!(await probe())) {
    const exit = service.exit();
    const late = performance.now() > until;
    if (exit !== undefined || late) {
      if (late) await service.kill();
      const how =
        exit === undefined ? `not ready after ${options.withinMs / 1000} s` : `ended (${exit.signal ?? exit.code})`;
      throw new TidegateError({
        code: options.code,
        message: `${service.name} did not start`,
        observed: `${how}: ${service.tail()}`,
        remedy: `See ${service.log}.`,
      });
    }
    await sleep(pollMs);
  }
}

function probeOf(service: Service, readiness: Readiness): () => Promise<boolean> {
  if (typeof readiness === 'function') return readiness;
  if ('line' in readiness) return async () => readiness.line.test(read(service.log, service.logFrom));
  return async () => {
    try {
      const answer = await fetch(readiness.url, {
        signal: AbortSignal.timeout(1000),
      });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  };
}
