import type { Context, MiddlewareHandler } from 'hono';
import { type Problem, problemOf } from '#contracts/problem.ts';
import { bodyBytes, wholeBody } from '../body-bytes.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import { refuse } from '../problems.ts';
import type { GatewayEnv } from '../services.ts';
import { allows, type Principal } from './access-file.ts';
import type { Access } from './followed.ts';
import { ownerOf } from './token.ts';
import { isSignedBy, isTimely } from './webhook.ts';

/** The largest signed body, in bytes. It must be read before its sender is authenticated, so it is limited. */
const maxSignedBytes = 16 * 1_024 * 1_024;

/** Middleware that admits requests with a valid token or signature. `/health/live` needs neither. */
export const authenticate =
  (access: Pick<Access, 'principals'>, memory: MemoryBudget): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const principals = access.principals();
    if (c.req.path === '/health/live') return next();
    const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (token !== undefined) return enter(c, ownerOf(token, principals), next);
    if (c.req.header('webhook-signature') === undefined) return enter(c, undefined, next);
    if (c.req.method !== 'POST' || c.req.header('content-length') === undefined) {
      return turnAway(c, { expected: 'a POST with a Content-Length, or a bearer token' });
    }
    return memory.hold(bodyBytes(c, maxSignedBytes), async () => enter(c, await signerOf(c, principals), next));
  };

/**
 * Middleware that refuses a pipeline to which the principal has no access. The answer does not show whether the
 * pipeline exists.
 */
export const permitPipeline: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const pipeline = c.req.param('pipeline') ?? '';
  const principal = c.get('principal');
  if (principal === undefined || allows(principal.pipelines, pipeline)) return next();
  return refuse(c, forbidden(principal, 'pipeline', pipeline));
};

/** The problem for a principal that has no access to a pipeline or source. */
export const forbidden = ({ name }: Principal, path: 'pipeline' | 'source', observed: string): Problem => ({
  ...problemOf('FORBIDDEN', `\`${name}\` has no access to this ${path}`),
  path,
  observed: observed.slice(0, 200),
});

async function enter(c: Context<GatewayEnv>, principal: Principal | undefined, next: () => Promise<void>) {
  if (principal === undefined) return turnAway(c);
  c.set('principal', principal);
  return next();
}

function turnAway(c: Context<GatewayEnv>, more: Partial<Problem> = {}): Response {
  return refuse(
    c,
    { ...problemOf('UNAUTHENTICATED'), expected: 'a bearer token or a Standard Webhooks signature', ...more },
    { headers: { 'www-authenticate': 'Bearer' } },
  );
}

async function signerOf(c: Context, principals: readonly Principal[]): Promise<Principal | undefined> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) => c.req.header(`webhook-${name}`));
  if (id === undefined || timestamp === undefined || signatures === undefined) return undefined;
  if (!isTimely(timestamp, Date.now())) return undefined;
  const body = await wholeBody(c, maxSignedBytes);
  return principals.find(({ secrets }) => isSignedBy(secrets, { id, timestamp, signatures, body }));
}
