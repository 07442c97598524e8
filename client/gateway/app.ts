import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { problemOf } from '#contracts/problem.ts';
import { problemOfFailure } from '../temporal/failures.ts';
import { authenticate, permitPipeline } from './access/authenticate.ts';
import { accessLog, type LogLine } from './access-log.ts';
import { BodyTooLarge } from './body-bytes.ts';
import { localHost } from './local-host.ts';
import { refuse } from './problems.ts';
import { BodyRefused } from './refuse-body.ts';
import { approvals } from './routes/approvals.ts';
import { arrivals } from './routes/arrivals.ts';
import { artifacts } from './routes/artifacts.ts';
import { health } from './routes/health.ts';
import { home } from './routes/home.ts';
import { pipelineStanding } from './routes/pipelines.ts';
import { receipts } from './routes/receipts.ts';
import { rows } from './routes/rows.ts';
import type { GatewayEnv, GatewayServices } from './services.ts';
import { unknownRoute } from './unknown-route.ts';

/** Where the gateway writes: a line for each request, and unexpected errors. */
export interface Logs {
  readonly access: LogLine;
  readonly error: (error: unknown) => void;
}

/** The gateway's routes and middleware, without a server that listens. */
export function gatewayApp(services: GatewayServices, logs: Logs): OpenAPIHono<GatewayEnv> {
  const app = new OpenAPIHono<GatewayEnv>();
  const { access, memory } = services;
  app.use(accessLog(logs.access), access === undefined ? localHost : authenticate(access, memory));
  app.use('/v1/pipelines/:pipeline/*', permitPipeline);
  for (const route of [arrivals, rows, artifacts, approvals, pipelineStanding, receipts, health]) route(app, services);
  home(app);
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Tidegate gateway', version: '1' } });
  app.notFound((c) => unknownRoute(app, c));
  app.onError((error, c) => {
    // Hono throws `HTTPException` for a body that is not JSON.
    if (error instanceof HTTPException) return refuse(c, problemOf('ARRIVAL_MALFORMED', error.message));
    if (error instanceof BodyRefused) return refuse(c, error.problem, { more: error.more });
    const problem = problemOfFailure(error);
    if (problem !== undefined) return refuse(c, problem, error instanceof BodyTooLarge ? { limit: error.limit } : {});
    logs.error(error);
    return refuse(c, problemOf('INTERNAL'));
  });
  return app;
}
