import { z } from 'zod';
import { type Check, TableGate, type TableGateName } from '#contracts/check.ts';
import { Contract } from '#contracts/contract.ts';
import { Digest } from '#contracts/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** A file that the spec pinned. */
const File = z.object({ path: z.string(), digest: Digest });

/** A gate as `apply` has parsed it; the digest of the spec proves that it is complete. */
const AppliedGate = z.looseObject({
  onInconclusive: TableGate.shape.onInconclusive,
  checks: z.array(z.custom<Check>((check) => typeof check === 'object' && check !== null)),
});

/** What is read here of an applied spec, as `apply` stored it: durations are milliseconds already. */
const Applied = z.object({
  spec: z.object({
    sources: z.record(z.string(), z.object({ eventTime: z.string().optional() })),
    windows: z.object({ align: z.array(z.string()).min(1) }),
    model: z.object({
      name: z.string(),
      entities: z.string().optional(),
      entityKey: z.string(),
      asOf: z.object({ column: z.string(), before: z.number() }),
    }),
    labels: z.object({ source: z.string(), key: z.string(), column: z.string(), availableAt: z.string() }).optional(),
    training: z.object({ trainer: z.object({ command: z.array(z.string()).min(1) }) }).optional(),
    gates: z.object({ features: AppliedGate.optional(), predictions: AppliedGate.optional() }).optional(),
  }),
  contracts: z.record(z.string(), Contract),
  features: File,
  trainer: z.array(File).optional(),
});

/** A source whose rows features may be made from. */
export interface FeatureSource {
  readonly name: string;
  readonly eventTime: string;
  readonly contract?: Contract;
}

/** How a spec makes features, labels and models: all that comes after the data gate. */
export interface Recipe {
  readonly spec: Digest;
  readonly sources: readonly FeatureSource[];
  readonly entities: FeatureSource;
  readonly entityKey: string;
  readonly asOf: { readonly column: string; readonly before: number };
  /** A query over `entities` and the sources. */
  readonly sql: string;
  readonly labels?: {
    readonly source: string;
    readonly key: string;
    readonly column: string;
    readonly availableAt: string;
  };
  readonly trainer?: { readonly command: readonly string[]; readonly files: readonly z.infer<typeof File>[] };
  /** The gates around training and inference. */
  readonly gates: Readonly<Partial<Record<TableGateName, TableGate>>>;
}

/** The default column of event time. */
const defaultEventTime = 'event_time';

/** Reads an applied spec by its digest. */
export async function readRecipe(artifacts: Pick<ArtifactStore, 'get' | 'getJson'>, spec: Digest): Promise<Recipe> {
  const applied = await artifacts.getJson(spec, Applied);
  const { model, labels, training, gates } = applied.spec;
  const sources = applied.spec.windows.align.map((name): FeatureSource => {
    const contract = applied.contracts[name];
    const eventTime = applied.spec.sources[name]?.eventTime ?? defaultEventTime;
    return { name, eventTime, ...(contract && { contract }) };
  });
  const entities = sources.find(({ name }) => name === (model.entities ?? sources[0]?.name));
  if (!entities) throw new RangeError(`the entities' source ${model.entities} is not among the aligned ones`);
  return {
    spec,
    sources,
    entities,
    entityKey: model.entityKey,
    asOf: model.asOf,
    sql: queryOf((await artifacts.get(applied.features.digest)).toString('utf8')),
    gates: gatesOf(gates),
    ...(labels && { labels }),
    ...(training && { trainer: { command: training.trainer.command, files: applied.trainer ?? [] } }),
  };
}

function gatesOf({
  features,
  predictions,
}: NonNullable<z.infer<typeof Applied>['spec']['gates']> = {}): Recipe['gates'] {
  return { ...(features && { features }), ...(predictions && { predictions }) };
}

/** Without the semicolon that may end a file. */
const queryOf = (text: string): string => text.replace(/[;\s]+$/, '');
