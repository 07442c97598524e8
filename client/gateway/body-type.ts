import type { Context, MiddlewareHandler } from 'hono';
import { problemOf } from '#contracts/problem.ts';
import { refuse } from './problems.ts';
import type { GatewayEnv } from './services.ts';

/** The media type of a body in lower case, without parameters; empty where none is given. */
export const mediaType = (c: Context): string =>
  (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Middleware that refuses bodies with another content type than those named. */
export const takes =
  (...types: readonly string[]): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const type = mediaType(c);
    if (types.includes(type)) return next();
    const problem = problemOf('MEDIA_TYPE_UNSUPPORTED');
    return refuse(c, { ...problem, path: 'content-type', observed: type || 'none', expected: types.join(' or ') });
  };
