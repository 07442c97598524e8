import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { Readiness } from '../readiness.ts';
import { json } from '../responses.ts';
import type { GatewayEnv, GatewayServices } from '../services.ts';

const live = createRoute({
  method: 'get',
  path: '/health/live',
  summary: 'Whether the process answers',
  responses: { 200: json(z.object({ status: z.literal('live') }), 'It does.') },
});

const ready = createRoute({
  method: 'get',
  path: '/health/ready',
  summary: 'Whether arrivals can be accepted, and what is not ready',
  responses: {
    200: json(
      Readiness,
      '`ready`, or `degraded`: arrivals are accepted, and something that they do not need is missing.',
    ),
    503: json(Readiness, '`unavailable`: nothing can be accepted.'),
  },
});

export function health(app: OpenAPIHono<GatewayEnv>, { readiness }: GatewayServices): void {
  app.openapi(live, (c) => c.json({ status: 'live' as const }, 200));
  app.openapi(ready, async (c) => {
    const answer = await readiness();
    return c.json(answer, answer.status === 'unavailable' ? 503 : 200);
  });
}
