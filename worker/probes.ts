import { createServer, type Server } from 'node:http';

/** The state of the process that its probes report. */
export interface Health {
  ready: boolean;
  /** What is wrong without stopping the work. */
  degraded: () => string[];
}

/** `GET /health/live` and `GET /health/ready` on a port of the loopback interface. */
export function serveProbes(port: number, health: Health): Server {
  const server = createServer((request, response) => {
    const live = request.url === '/health/live';
    const known = live || request.url === '/health/ready';
    const ok = known && (live || health.ready);
    response.writeHead(known ? (ok ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: ok ? 'ok' : 'not ready', degraded: health.degraded() }));
  });
  return server.listen(port, '127.0.0.1');
}
