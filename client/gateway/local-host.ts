import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv } from './doors.ts';
import { refuse } from './problems.ts';
import { isLoopback } from './settings.ts';

/** Refuses requests for another host name: a web page may have pointed its own at this machine (DNS rebinding). */
export const localHost: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const host = new URL(c.req.url).hostname.replace(/^\[|\]$/g, '');
  if (isLoopback(host)) return next();
  return refuse(c, {
    code: 'USAGE',
    message: 'the gateway serves this machine only',
    path: 'host',
    observed: host,
    expected: '127.0.0.1, ::1 or localhost',
  });
};
