import type { MiddlewareHandler } from 'hono';
import { problemOf } from '../temporal/failures.ts';
import type { GatewayEnv } from './doors.ts';
import { refuse } from './problems.ts';

/** Refuses a body of another content type than those named. */
export const takes =
  (...types: readonly string[]): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const header = c.req.header('content-type') ?? '';
    const type = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (types.includes(type)) return next();
    const problem = problemOf('MEDIA_TYPE_UNSUPPORTED');
    return refuse(c, { ...problem, path: 'content-type', observed: type || 'none', expected: types.join(' or ') });
  };
