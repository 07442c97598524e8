import type { MiddlewareHandler } from 'hono';
import { refuse } from './problems.ts';
import type { GatewayEnv } from './services.ts';
import { isLoopback } from './settings.ts';

/**
 * Middleware that refuses requests whose host is not a loopback name or address. It protects against DNS rebinding,
 * where a web page points its own name at this machine.
 */
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

/**
 * The host of an absolute URL. A regular expression is enough, and cheaper on every request, because the server has
 * already parsed the URL.
 */
const hostIn = (url: string): string => /^[a-z]+:\/\/(?:\[([^\]]*)\]|([^/:?#]*))/.exec(url)?.slice(1).join('') ?? '';
