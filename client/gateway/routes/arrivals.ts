import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CloudEvent } from '#contracts/arrival.ts';
import type { Digest } from '#contracts/digest.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { problemOf, type Result, refuse as refuseEvent, succeed, TidegateError } from '#contracts/problem.ts';
import { RefusedEvent } from '#contracts/refused-event.ts';
import { allows } from '../access/access-file.ts';
import { forbidden } from '../access/authenticate.ts';
import { announcementOf } from '../announcement.ts';
import { bodyBytes, textOf, wholeBody } from '../body-bytes.ts';
import { schemaCheck } from '../data-schema.ts';
import { byPartition, mostEvents, type Routed, sortBatch } from '../events/batch.ts';
import { eventIn, modeOf, parseEvent, parseJson } from '../events/content.ts';
import { partitionsOf } from '../partitions.ts';
import type { KnownPipeline } from '../pipelines.ts';
import { refuse } from '../problems.ts';
import { BodyRefused } from '../refuse-body.ts';
import { json, named, refusals } from '../responses.ts';
import type { GatewayEnv, GatewayServices } from '../services.ts';

/** In bytes. Small, because an event refers to its data and does not contain them. */
const maxEventBytes = 64 * 1_024;
const maxBatchBytes = 16 * 1_024 * 1_024;

const Accepted = named(
  'Accepted',
  z.object({ accepted: z.literal(true), source: z.string(), id: z.string(), streams: z.array(z.string()) }),
);

const AcceptedBatch = named(
  'AcceptedBatch',
  z.object({ accepted: z.number().int(), refused: z.array(RefusedEvent), streams: z.array(z.string()) }),
);

const description = createRoute({
  method: 'post',
  path: '/v1/pipelines/{pipeline}/arrivals',
  summary: 'Announce batches, or how far a source is complete',
  description: `CloudEvents in structured, binary (\`ce-\` headers, the data as \`application/json\`) or batched mode (at most ${mostEvents} events). The answer comes when Temporal holds the events; repeating it is safe.`,
  request: {
    params: z.object({ pipeline: z.string() }),
    body: {
      required: true,
      content: {
        'application/cloudevents+json': { schema: CloudEvent },
        'application/cloudevents-batch+json': { schema: z.array(CloudEvent).max(mostEvents) },
        'application/json': { schema: z.looseObject({}) },
      },
    },
  },
  responses: {
    202: json(z.union([Accepted, AcceptedBatch]), 'Durably accepted, all of it.'),
    207: json(AcceptedBatch, 'Some events of a batch are durably accepted, the others named under `refused`.'),
    ...refusals(308, 400, 401, 403, 404, 409, 410, 413, 415, 429, 503),
  },
});

export function arrivals(app: OpenAPIHono<GatewayEnv>, services: GatewayServices): void {
  const { artifacts, fileRoots, memory, pipelines, streams } = services;
  const checkSchema = schemaCheck(artifacts);
  const sizeOf = async (digest: Digest) => (await artifacts.stat(digest))?.bytes;

  async function route(c: Context<GatewayEnv>, event: CloudEvent, known: KnownPipeline): Promise<Result<Routed>> {
    const principal = c.get('principal');
    if (principal !== undefined && !allows(principal.sources, event.source))
      return refuseEvent(forbidden(principal, 'source', event.source));
    const announcement = await announcementOf(event, { sources: known.sources, fileRoots, sizeOf });
    if (!announcement.ok) return announcement;
    const readable = await checkSchema(event, known.spec);
    if (!readable.ok) return readable;
    const partitions = partitionsOf(announcement.value, known, event.backfill);
    return partitions.ok ? succeed({ announcement: announcement.value, partitions: partitions.value }) : partitions;
  }

  async function takeOne(c: Context<GatewayEnv>, pipeline: string, mode: 'structured' | 'binary', body: Buffer) {
    const event = accepted(parseEvent(eventIn(c, mode, textOf(body))));
    const { announcement, partitions } = accepted(await route(c, event, await pipelines.find(pipeline)));
    await Promise.all(partitions.map((partition) => streams.announce(pipeline, partition, announcement)));
    const answer: z.infer<typeof Accepted> = {
      accepted: true,
      source: event.source,
      id: event.id,
      streams: partitions.map((partition) => workflowId.stream(pipeline, partition)),
    };
    return c.json(answer, 202);
  }

  async function takeBatch(c: Context<GatewayEnv>, pipeline: string, body: Buffer) {
    const values = parseJson(textOf(body));
    const known = await pipelines.find(pipeline);
    const { accepted, refused } = await sortBatch(values, async (value) => {
      const event = parseEvent(value);
      return event.ok ? route(c, event.value, known) : event;
    });
    if (accepted.length === 0 && refused.length > 0) {
      const first = refused.find(({ code }) => code !== 'FORBIDDEN') ?? refused[0];
      const message = `none of the ${refused.length} events can be accepted`;
      return refuse(c, problemOf(first?.code ?? 'ARRIVAL_MALFORMED', message), { refused });
    }
    const parts = [...byPartition(accepted)];
    await Promise.all(parts.map(([partition, those]) => streams.announce(pipeline, partition, ...those)));
    const answer: z.infer<typeof AcceptedBatch> = {
      accepted: accepted.length,
      refused: [...refused],
      streams: parts.map(([partition]) => workflowId.stream(pipeline, partition)),
    };
    return c.json(answer, refused.length === 0 ? 202 : 207);
  }

  // The route is registered for the OpenAPI document only, and its body is parsed here. The body comes in three content
  // modes, and validation by the registered schema would cost more than all other work for a request.
  app.openAPIRegistry.registerPath(description);
  app.post(description.getRoutingPath(), async (c) => {
    const { pipeline } = c.req.param();
    const mode = modeOf(c);
    const limit = mode === 'batched' ? maxBatchBytes : maxEventBytes;
    return memory.hold(bodyBytes(c, limit), async () => {
      const body = await wholeBody(c, limit);
      return mode === 'batched' ? takeBatch(c, pipeline, body) : takeOne(c, pipeline, mode, body);
    });
  });
}

/** The value of a result; throws its problems if it has none. */
function accepted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const [first, ...more] = result.problems;
  if (first === undefined) throw new TidegateError(problemOf('INTERNAL'));
  throw new BodyRefused(first, more);
}
