import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { type Problem, problemOf, TidegateError, valueOrThrow } from '#contracts/problem.ts';
import { RefusedEvent } from '#contracts/refused-event.ts';
import { sha256 } from '#domain/digest.ts';
import { allows } from '../access/access-file.ts';
import { forbidden } from '../access/authenticate.ts';
import { sourceKnown } from '../announcement.ts';
import { bodyBytes, compareDigest, statedDigest, textOf, wholeBody } from '../body-bytes.ts';
import { mediaType, takes } from '../body-type.ts';
import { refuse } from '../problems.ts';
import { json, named, refusals } from '../responses.ts';
import { admitRows } from '../rows/admit.ts';
import { rowReaders } from '../rows/read.ts';
import { rowShapes } from '../rows/shapes.ts';
import type { GatewayEnv, GatewayServices } from '../services.ts';

/** The largest body, in bytes. For more rows a sender uploads a file. */
const maxRowsBytes = 1_024 * 1_024;
const mostRows = 10_000;

const AcceptedRows = named(
  'AcceptedRows',
  z.object({
    accepted: z.number().int(),
    refused: z.array(RefusedEvent),
    /** The id of the arrival that the rows are in. Use it to read their receipt. */
    id: z.string(),
    streams: z.array(z.string()),
  }),
);

const Row = z.record(z.string(), z.unknown());

const description = createRoute({
  method: 'post',
  path: '/v1/pipelines/{pipeline}/rows/{source}',
  summary: 'MemoryBudget in rows, to be made into batches',
  description: `A JSON array of objects, NDJSON, or CSV with a header: at most ${mostRows} rows and 1 MiB. The answer comes when Temporal holds the batch that they are in; repeating the request under its key is safe.`,
  request: {
    params: z.object({ pipeline: z.string(), source: z.string() }),
    headers: z.object({ 'idempotency-key': z.string(), 'content-digest': z.string().optional() }),
    body: {
      required: true,
      content: {
        'application/json': { schema: z.array(Row).max(mostRows) },
        'application/x-ndjson': { schema: z.string() },
        'text/csv': { schema: z.string() },
      },
    },
  },
  responses: {
    202: json(AcceptedRows, 'Durably accepted, all of them.'),
    207: json(AcceptedRows, 'Some rows are durably accepted, the others named under `refused` by their place.'),
    ...refusals(308, 400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
  },
});

export function rows(
  app: OpenAPIHono<GatewayEnv>,
  { artifacts, memory, pipelines, rows: intake }: GatewayServices,
): void {
  const shapeOf = rowShapes(artifacts);

  async function take(c: Context<GatewayEnv>, pipeline: string, source: string, key: string, body: Buffer) {
    const digest = sha256(body);
    const stated = statedDigest(c.req.header('content-digest'));
    if (stated !== undefined) compareDigest(digest, stated);
    const { spec, origin, sources, partitions } = await pipelines.find(pipeline);
    valueOrThrow(sourceKnown(source, sources));
    const shape = await shapeOf(spec, source);
    if (!shape)
      throw new TidegateError(problemOf('ARRIVAL_MALFORMED', `\`${source}\` declares no event time and contract`));
    const type = mediaType(c);
    const given = rowReaders[type]?.(textOf(body));
    if (!given) throw new TidegateError(problemOf('MEDIA_TYPE_UNSUPPORTED'));
    if (given.rows.length > mostRows) throw tooMany(given.rows.length);
    const admitted = admitRows(given, shape);
    const refused = [...admitted.refused];
    if (admitted.lines.length === 0) return refuse(c, noneOf(given.rows.length), { refused });
    const taken = await intake.take({
      pipeline,
      origin,
      source,
      key,
      body: sha256(`${type} ${digest}`),
      rows: admitted,
      bounds: shape.bounds,
      partitions,
    });
    const answer: z.infer<typeof AcceptedRows> = {
      accepted: taken.accepted,
      refused: [...taken.refused],
      id: taken.id,
      streams: taken.partitions.map((partition) => workflowId.stream(pipeline, partition)),
    };
    return c.json(answer, taken.refused.length === 0 ? 202 : 207);
  }

  // The route is registered for the OpenAPI document only. Its body is parsed here, because it comes in three formats.
  app.openAPIRegistry.registerPath(description);
  app.post(description.getRoutingPath(), takes(...Object.keys(rowReaders)), async (c) => {
    const { pipeline, source } = c.req.param();
    const principal = c.get('principal');
    if (principal !== undefined && !allows(principal.sources, source))
      return refuse(c, forbidden(principal, 'source', source));
    const key = keyIn(c.req.header('idempotency-key'));
    return memory.hold(bodyBytes(c, maxRowsBytes), async () =>
      take(c, pipeline, source, key, await wholeBody(c, maxRowsBytes)),
    );
  });
}

/** Reads an idempotency key, written as a structured-field string in quotes or as plain text. */
function keyIn(header: string | undefined): string {
  const key = /^"(.*)"$/.exec(header?.trim() ?? '')?.[1] ?? header?.trim() ?? '';
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const expected = 'up to 255 characters of printable ASCII';
  const observed = header === undefined ? 'nothing' : `${key.length} characters`;
  throw new TidegateError({ ...problemOf('IDEMPOTENCY_KEY_MISSING'), path: 'idempotency-key', observed, expected });
}

const noneOf = (rows: number): Problem =>
  rows === 0
    ? { ...problemOf('ARRIVAL_MALFORMED', 'the body holds no row'), expected: 'at least one row' }
    : problemOf('ROW_MALFORMED', `none of the ${rows} rows can be accepted`);

const tooMany = (rows: number): TidegateError =>
  new TidegateError({
    ...problemOf('ARRIVAL_TOO_LARGE', `the request holds ${rows} rows`),
    expected: `at most ${mostRows} rows`,
  });
