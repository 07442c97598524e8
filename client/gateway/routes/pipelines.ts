import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import { standingOf } from '../../temporal/standing.ts';
import { json, named, refusals } from '../responses.ts';
import type { GatewayEnv, GatewayServices } from '../services.ts';

const Run = z.object({
  id: z.string(),
  runId: z.string(),
  status: z.string(),
  events: z.number().int(),
  bytes: z.number().int(),
  /** The answer of the workflow's query `state`; absent if no worker answers. */
  view: z.unknown().optional(),
  problem: z.unknown().optional(),
});
const Standing = named(
  'PipelineStanding',
  z.object({ pipeline: Run, streams: z.array(Run), deployment: Run.optional() }),
);

const route = createRoute({
  method: 'get',
  path: '/v1/pipelines/{pipeline}',
  summary: 'How a pipeline stands',
  description:
    'Its runs as Temporal knows them and, where a worker answers, what they say themselves: which source holds which window open.',
  request: { params: z.object({ pipeline: z.string() }) },
  responses: {
    200: json(Standing, 'The standing of the pipeline, its streams and its deployment.'),
    ...refusals(404, 503),
  },
});

export function pipelineStanding(app: OpenAPIHono<GatewayEnv>, { client, pipelines }: GatewayServices): void {
  app.openapi(route, async (c) => {
    const { pipeline } = c.req.valid('param');
    await pipelines.find(pipeline);
    const standing = await standingOf(client, pipeline);
    if (standing === undefined) throw new TidegateError(problemOf('PIPELINE_UNKNOWN'));
    const body: z.infer<typeof Standing> = { ...standing, streams: [...standing.streams] };
    return c.json(body, 200);
  });
}
