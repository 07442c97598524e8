import type { MiddlewareHandler } from 'hono';
import { refuse } from './problems.ts';
import type { GatewayEnv } from './services.ts';
import { isLoopback } from './settings.ts';

/** Refuses requests for another host name: a web page may have pointed its own at this machine (DNS rebinding). */
export const localHost: MiddlewareHandler<GatewayEnv> = async (c, next) => {
  const host = hostIn(c.req.url);
  if (isLoopback(host)) return next();
  return refuse(c, {
    code: 'USAGE',
    message: 'the gateway serves this machine only',
    path: 'host',
    observed: host,
    expected: '127.0.0.1, ::1 or localhost',
  });
};

/** The host of an absolute URL that has been parsed before: it comes with every request. */
const hostIn = (url: string): string => /^[a-z]+:\/\/(?:\[([^\]]*)\]|([^/:?#]*))/.exec(url)?.slice(1).join('') ?? '';
