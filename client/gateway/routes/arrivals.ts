import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { CloudEvent } from '#contracts/arrival.ts';
import { valueOrThrow as valueOfResult } from '#contracts/problem.ts';
import { workflowId } from '#contracts/window.ts';
import { problemOf } from '../../temporal/failures.ts';
import { announcementOf } from '../announcement.ts';
import { takes } from '../body-type.ts';
import { schemaCheck } from '../data-schema.ts';
import type { Doors, GatewayEnv } from '../doors.ts';
import { partitionsOf } from '../partitions.ts';
import { refuse } from '../problems.ts';
import { refuseBody } from '../refuse-body.ts';
import { json, refusals } from '../responses.ts';

/** An event names its data; it holds none. */
const maxEventBytes = 64 * 1_024;

const Receipt = z
  .object({ accepted: z.literal(true), source: z.string(), id: z.string(), streams: z.array(z.string()) })
  .openapi('Receipt');

const route = createRoute({
  method: 'post',
  path: '/v1/pipelines/{pipeline}/arrivals',
  summary: 'Announce a batch, or how far a source is complete',
  description:
    'A CloudEvent in structured mode. The answer 202 comes when Temporal holds the event; repeating it is safe.',
  request: {
    params: z.object({ pipeline: z.string() }),
    body: { required: true, content: { 'application/cloudevents+json': { schema: CloudEvent } } },
  },
  responses: { 202: json(Receipt, 'Durably accepted.'), ...refusals(400, 404, 409, 413, 415, 429, 503) },
  middleware: [
    takes('application/cloudevents+json', 'application/json'),
    bodyLimit({
      maxSize: maxEventBytes,
      onError: (c) =>
        refuse(
          c,
          { ...problemOf('ARRIVAL_TOO_LARGE'), expected: `at most ${maxEventBytes} bytes` },
          { limit: maxEventBytes },
        ),
    }),
  ],
});

export function arrivals(app: OpenAPIHono<GatewayEnv>, { artifacts, fileRoots, pipelines, streams }: Doors): void {
  const checkSchema = schemaCheck(artifacts);
  const sizeOf = async (digest: string) => (await artifacts.stat(digest))?.bytes;
  app.openapi(
    route,
    async (c) => {
      const { pipeline } = c.req.valid('param');
      const event = c.req.valid('json');
      const known = await pipelines.find(pipeline);
      const { sources, spec } = known;
      const announcement = valueOfResult(await announcementOf(event, { sources, fileRoots, sizeOf }));
      valueOfResult(await checkSchema(event, spec));
      const partitions = valueOfResult(partitionsOf(announcement, known, event.backfill));
      await Promise.all(partitions.map((partition) => streams.announce(pipeline, partition, announcement)));
      return c.json(
        {
          accepted: true as const,
          source: event.source,
          id: event.id,
          streams: partitions.map((partition) => workflowId.stream(pipeline, partition)),
        },
        202,
      );
    },
    refuseBody('ARRIVAL_MALFORMED', CloudEvent),
  );
}
