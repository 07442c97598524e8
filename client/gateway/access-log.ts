import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv } from './services.ts';

/** Takes one line of JSON, without its newline. */
export type LogLine = (line: string) => void;

/**
 * Logs one line for each request: method, path, status, duration and error code. Never bodies, query strings or
 * headers, since they may hold secrets.
 */
export const accessLog =
  (write: LogLine): MiddlewareHandler<GatewayEnv> =>
  async (c, next) => {
    const begun = performance.now();
    await next();
    const { method, path } = c.req;
    const ms = Math.round((performance.now() - begun) * 10) / 10;
    const code = c.get('code');
    const line = {
      at: new Date().toISOString(),
      method,
      path: path.slice(0, 500),
      status: c.res.status,
      ms,
      ...(code && { code }),
    };
    write(JSON.stringify(line));
  };

/** Writes all lines of one turn of the event loop together, because a write for each line would delay every request. */
export function gathered(write: (text: string) => void): LogLine {
  let lines: string[] = [];
  return (line) => {
    if (lines.length === 0)
      setImmediate(() => {
        const text = lines.map((each) => `${each}\n`).join('');
        lines = [];
        write(text);
      });
    lines.push(line);
  };
}
