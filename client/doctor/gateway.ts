import { problemOf } from '#contracts/problem.ts';
import { gatewayUrl } from '../gateway/address.ts';
import { Readiness } from '../gateway/readiness.ts';
import { type Examination, type Found, failing, warning, well } from './diagnosis.ts';
import type { Fixes } from './examine.ts';
import type { Surroundings } from './surroundings.ts';

const callMs = 5_000;

/**
 * Examines the gateway, and what the gateway itself cannot reach: it may run on another machine, with other
 * connections.
 */
export const gatewayExamination = ({ environment }: Surroundings, fixes: Fixes): Examination => ({
  what: 'gateway',
  code: 'GATEWAY_UNAVAILABLE',
  async look() {
    const url = gatewayUrl(environment.TIDEGATE_GATEWAY_URL);
    const answer = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(callMs) }).catch(() =>
      Promise.reject(problemOf('GATEWAY_UNAVAILABLE', `no gateway answers at ${url}`)),
    );
    const readiness = Readiness.safeParse(await answer.json().catch(() => undefined));
    if (!readiness.success) {
      return failing(
        `what answers at ${url} is no gateway of Tidegate`,
        'export TIDEGATE_GATEWAY_URL=http://HOST:PORT',
      );
    }
    return foundOf(url, readiness.data, fixes);
  },
});

/** Turns a gateway's readiness into a finding. */
export function foundOf(url: string, { status, parts }: Readiness, fixes: Fixes): Found {
  const missing = Object.entries(parts).filter(([, { ready }]) => !ready);
  const reasons = missing.map(([name, { code, message }]) => `${name} ${code ?? message ?? 'not ready'}`);
  const observed = [`${url} answers, ${status}`, ...reasons].join('; ');
  if (status === 'ready') return well(observed);
  const [, first] = missing[0] ?? [];
  const fix = (first?.code && fixes[first.code]) ?? first?.remedy ?? `curl ${url}/health/ready`;
  return status === 'degraded' ? warning(observed, fix) : failing(observed, fix);
}
