import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Receipt, receiptOf } from '#audit/receipt.ts';
import { genesisNamed, genesisPrefix } from '#contracts/ids/genesis.ts';
import { backfillNamed } from '#contracts/ids/partitions.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { problemOf, TidegateError, valueOrThrow } from '#contracts/problem.ts';
import { addCounts } from '#domain/ledger/counts.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { knownPartition } from '../partitions.ts';
import type { KnownPipeline } from '../pipelines.ts';
import { json, named, refusals } from '../responses.ts';
import type { GatewayEnv, GatewayServices } from '../services.ts';

const at = z.number().int();
const WindowBody = z.object({ start: at, end: at });
const pane = { window: WindowBody, pane: z.number().int(), at, code: z.string(), partition: z.string() };
const Fates = z.record(z.string(), z.number().int());

const ReceiptBody = named(
  'Receipt',
  z.object({
    pipeline: z.string(),
    source: z.string(),
    id: z.string(),
    /** The arrival's state; with several partitions, that in the first. */
    state: z.string(),
    steps: z.object({
      accepted: z.object({
        at,
        stream: z.string(),
        run: z.string(),
        ordinal: z.number().int(),
        code: z.string(),
      }),
      inPane: z.array(z.object({ ...pane, timing: z.enum(['on-time', 'late']) })).optional(),
      gated: z.array(z.object({ ...pane, verdict: z.string(), workflowId: z.string() })).optional(),
      published: z.array(z.object({ ...pane, snapshot: z.string() })).optional(),
      /** Panes that were decided but not published. */
      withheld: z.array(z.object({ ...pane, outcome: z.enum(['held', 'rejected', 'superseded']) })).optional(),
    }),
    /** Decisions about this arrival alone, in order. */
    decided: z.array(
      z.object({ at, outcome: z.string(), code: z.string(), seq: z.number().int(), partition: z.string() }),
    ),
    fates: Fates,
    partitions: z.array(z.object({ partition: z.string(), stream: z.string(), state: z.string(), fates: Fates })),
  }),
);

const route = createRoute({
  method: 'get',
  path: '/v1/pipelines/{pipeline}/arrivals/{source}/{id}',
  summary: 'How far an arrival has come',
  description:
    'Its receipt: accepted, in which panes, how their gates judged them, what was published or withheld, with the ids to trace it. All streams of the pipeline are asked, those of backfills too; `partition` and `backfill` leave the others out. It is read from the catalog, so it may lag by a moment; 404 also means that the stream has not decided it yet.',
  request: {
    params: z.object({ pipeline: z.string(), source: z.string(), id: z.string() }),
    query: z.object({ partition: z.string().optional(), backfill: z.string().optional() }),
  },
  responses: { 200: json(ReceiptBody, 'The receipt of the arrival.'), ...refusals(400, 404, 503) },
});

export function receipts(
  app: OpenAPIHono<GatewayEnv>,
  { pipelines, artifacts, catalog }: Pick<GatewayServices, 'pipelines' | 'artifacts' | 'catalog'>,
): void {
  const segments = openSegments(artifacts);
  app.openapi(route, async (c) => {
    const { pipeline, source, id } = c.req.valid('param');
    const asked = c.req.valid('query');
    const known = await pipelines.find(pipeline);
    if (!catalog) throw new TidegateError(problemOf('CATALOG_UNAVAILABLE', 'the gateway was given no catalog'));
    const found: Receipt[] = [];
    for (const partition of await streamsAsked(artifacts, pipeline, known, asked)) {
      const stream = { id: workflowId.stream(pipeline, partition), pipeline, partition };
      const receipt = await receiptOf({ catalog, artifacts, segments }, stream, { source, id });
      if (receipt) found.push(receipt);
    }
    const [first] = found;
    if (first) return c.json(bodyOf(pipeline, first, found), 200);
    throw new TidegateError({
      code: 'NOT_FOUND',
      message: 'no such arrival was accepted, or not yet',
      observed: `${source}/${id}`.slice(0, 300),
      remedy: 'Ask again once the stream has decided it; what was refused at the door has no receipt.',
    });
  });
}

/**
 * The partitions whose streams may have the arrival: live ones first, then backfills, which are found by the genesis
 * markers of their streams.
 */
async function streamsAsked(
  artifacts: Pick<ArtifactStore, 'listRefs'>,
  pipeline: string,
  known: Pick<KnownPipeline, 'partitions'>,
  { partition, backfill }: { readonly partition?: string | undefined; readonly backfill?: string | undefined },
): Promise<string[]> {
  const live =
    partition === undefined ? known.partitions : [valueOrThrow(knownPartition(partition, known, 'partition'))];
  const begun = (await artifacts.listRefs(genesisPrefix(pipeline))).flatMap(
    ({ name }) => genesisNamed(name)?.partition ?? [],
  );
  const wanted = begun.filter((name) => {
    const fills = backfillNamed(name);
    return fills && live.includes(fills.partition) && (backfill ?? fills.backfill) === fills.backfill;
  });
  return [...(backfill === undefined ? live : []), ...wanted];
}

/** Merges the receipts of one arrival from the streams of several partitions. */
function bodyOf(pipeline: string, first: Receipt, found: readonly Receipt[]): z.infer<typeof ReceiptBody> {
  const each = <Step>(of: (receipt: Receipt) => readonly Step[] | undefined) =>
    found.flatMap((receipt) => (of(receipt) ?? []).map((step) => ({ ...step, partition: receipt.partition })));
  const inPane = each(({ steps }) => steps.inPane);
  const gated = each(({ steps }) => steps.gated);
  const published = each(({ steps }) => steps.published);
  const withheld = each(({ steps }) => steps.withheld);
  const fates: Receipt['fates'] = {};
  for (const receipt of found) addCounts(fates, receipt.fates);
  return {
    pipeline,
    source: first.source,
    id: first.id,
    state: first.state,
    steps: {
      accepted: first.steps.accepted,
      ...(inPane.length > 0 && { inPane }),
      ...(gated.length > 0 && { gated }),
      ...(published.length > 0 && { published }),
      ...(withheld.length > 0 && { withheld }),
    },
    decided: each(({ decided }) => decided),
    fates: plain(fates),
    partitions: found.map(({ partition, stream, state, fates: its }) => ({
      partition,
      stream,
      state,
      fates: plain(its),
    })),
  };
}

/** Leaves out fates that no row has. */
const plain = (fates: Receipt['fates']): Record<string, number> =>
  Object.fromEntries(Object.entries(fates).flatMap(([fate, rows]) => (rows ? [[fate, rows]] : [])));
