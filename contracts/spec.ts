import { z } from 'zod';
import { DataGate, ModelGate, TableGate } from './check.ts';
import { Share } from './checks/options.ts';
import type { Contract } from './contract.ts';
import { CorrectionPolicy } from './correction.ts';
import { NoticeOrder } from './notice.ts';
import { Partitions } from './partition.ts';
import type { PinnedFile } from './pinned-file.ts';
import { Principal } from './principal.ts';
import { ReceiptOrder } from './receipt.ts';
import { Duration, PositiveDuration, parseDuration, SignedDuration } from './time.ts';

/** Names become part of workflow ids and search attributes. */
export const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and dashes, a letter first');
const FilePath = z.string().min(1).max(500);
const ColumnName = z.string().min(1).max(200);

const Watermark = z.union([
  z.strictObject({
    /** W = the largest event time seen − this. */
    maxDisorder: Duration,
    /** Wall time of silence after which the source no longer holds the watermark back. */
    idleAfter: PositiveDuration.optional(),
    required: z.boolean().default(false),
    /** The most by which one arrival may move the watermark, before a person is asked. */
    maxAdvance: PositiveDuration.optional(),
  }),
  z.strictObject({
    /** Only assertions by the source move its watermark. */
    asserted: z.literal(true),
    idleAfter: PositiveDuration.optional(),
    required: z.boolean().default(false),
    maxAdvance: PositiveDuration.optional(),
  }),
]);
export type WatermarkPolicy = z.infer<typeof Watermark>;

/** Defaults apply to each key that is left out, and if all of it is left out. */
export const InlineRows = z.strictObject({
  maxRows: z.number().int().min(1).max(100_000).default(10_000),
  maxAge: PositiveDuration.refine((ms) => ms <= 30_000, 'expected 30s or less: who sends rows waits for it').default(
    1_000,
  ),
});

const Source = z.strictObject({
  contract: FilePath.optional(),
  eventTime: ColumnName.optional(),
  watermark: Watermark,
  /** Wall time for which an arrival waits for those that it says must come before it. */
  causes: z.strictObject({ deadline: PositiveDuration }).optional(),
  /** Whether its rows have the column that the pipeline is partitioned by; by default, whether its contract has it. */
  partitioned: z.boolean().optional(),
  /** Where its receipts are delivered. */
  receipts: ReceiptOrder.optional(),
  /** When inline rows are made into a batch: after so many rows, or so long after the first of them. */
  inlineRows: InlineRows.optional(),
});
export type Source = z.infer<typeof Source>;

/** A pane for each late arrival, or one for all that come within this wall time. */
const Late = z.strictObject({ every: z.union([z.literal('arrival'), PositiveDuration]) });

const Windows = z.strictObject({
  align: z.array(Name).min(1),
  size: PositiveDuration,
  /** Equal to `size` (tumbling) where it is left out. */
  period: PositiveDuration.optional(),
  offset: SignedDuration.default(0),
  allowedLateness: Duration,
  late: Late.default({ every: 'arrival' }),
  /** What a backfill's panes do to windows that are published already: nothing (`fill`, the default), or replace them. */
  backfill: z.enum(['fill', 'supersede']).optional(),
});

/** `column - 2h`: the instant at which an entity's prediction is due. */
const AsOf = z.string().transform((text, context) => {
  const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:-\s*(\S+)\s*)?$/.exec(text);
  const before = match?.[2] === undefined ? 0 : parseDuration(match[2]);
  if (match?.[1] !== undefined && before !== undefined) return { column: match[1], before };
  context.addIssue({
    code: 'custom',
    message: 'expected a column, or a column - a duration, such as scheduled_at - 2h',
  });
  return z.NEVER;
});

const ModelSpec = z.strictObject({
  name: Name,
  /** The source whose rows are the entities; the first of `windows.align` where it is left out. */
  entities: Name.optional(),
  entityKey: ColumnName,
  task: z.literal('binary'),
  /** A file of SQL: see docs/use/features.md. */
  features: FilePath,
  asOf: AsOf,
});
export type ModelSpec = z.infer<typeof ModelSpec>;

const Labels = z.strictObject({
  source: Name,
  key: ColumnName,
  column: ColumnName,
  availableAt: ColumnName,
  /** How long after a window's end its labels may still come; event time. */
  deadline: Duration,
  maxMissing: Share,
});

const Training = z.strictObject({
  /** Event time between trainings; left out: only when somebody asks. */
  every: PositiveDuration.optional(),
  over: PositiveDuration,
  /** The newest part of the data, which the trainer never sees. */
  holdout: PositiveDuration,
  trainer: z.strictObject({
    command: z.array(z.string().min(1)).min(1),
    /** Copied into the artifact store by `apply`; the command runs in a copy of it. */
    folder: FilePath,
    parameters: z.record(z.string(), z.json()).default({}),
  }),
  /** Wall time for one attempt. */
  deadline: PositiveDuration,
  attempts: z.number().int().min(1).max(10).default(3),
  seed: z.number().int().min(0).default(1),
});

const Stage = z.union([
  z.strictObject({ shadow: z.strictObject({ panes: z.number().int().min(1) }) }),
  z.strictObject({ canary: z.strictObject({ weight: Share, minLabels: z.number().int().min(1) }) }),
  z.strictObject({
    production: z.strictObject({
      bake: z
        .string()
        .regex(/^\d+ panes$/)
        .transform((t) => Number.parseInt(t, 10)),
    }),
  }),
]);
export type Stage = z.infer<typeof Stage>;

const Promotion = z.strictObject({
  approvals: z.strictObject({
    quorum: z.number().int().min(1),
    roles: z.array(Name).min(1),
    /** Each of `roles` must be represented, and nobody who applied the spec, asked for the training or trained may approve. */
    separationOfDuties: z.boolean(),
    /** Wall time. */
    deadline: PositiveDuration,
    onTimeout: z.literal('reject'),
  }),
  stages: z.array(Stage).min(1),
  analysis: z.strictObject({
    /** Mean paired log loss (candidate − predecessor) that is still acceptable, in nats a row. */
    margin: z.number().min(0),
    alpha: z.number().gt(0).lt(0.5).default(0.05),
    /** The declared number of looks over all stages together (Bonferroni). */
    looks: z.number().int().min(1).max(10).default(10),
    /** Below this many labelled rows a look is not taken. */
    minLabels: z.number().int().min(30).default(200),
  }),
});
export type PromotionSpec = z.infer<typeof Promotion>;

/** `pipeline.yaml`, as a person writes it. Durations come out as milliseconds. */
export const PipelineSpec = z.strictObject({
  apiVersion: z.literal('tidegate.dev/v1'),
  kind: z.literal('Pipeline'),
  name: Name,
  partitions: Partitions.optional(),
  sources: z.record(Name, Source),
  windows: Windows,
  gates: z
    .strictObject({
      data: DataGate,
      labels: DataGate.optional(),
      /** The gate of the features: before a training, and before each inference. */
      features: TableGate.optional(),
      model: ModelGate.optional(),
      /** The gate of the predictions: after each inference, before they are published. */
      predictions: TableGate.optional(),
    })
    .optional(),
  model: ModelSpec.optional(),
  labels: Labels.optional(),
  training: Training.optional(),
  promotion: Promotion.optional(),
  /** What to do if the live model came from data that was corrected since; by default, people are notified. */
  corrections: CorrectionPolicy.optional(),
  /** A file of principals and their public keys. */
  access: z.strictObject({ principals: FilePath }).optional(),
  notices: NoticeOrder.optional(),
});
export type PipelineSpec = z.infer<typeof PipelineSpec>;

/** What a dry run of windows needs of `pipeline.yaml`: a name, sources and windows; all sources are aligned where none is named. */
export const WindowsSpec = PipelineSpec.extend({
  apiVersion: PipelineSpec.shape.apiVersion.default('tidegate.dev/v1'),
  kind: PipelineSpec.shape.kind.default('Pipeline'),
  windows: Windows.extend({ align: Windows.shape.align.optional() }),
}).transform(
  ({ windows, ...spec }): PipelineSpec => ({
    ...spec,
    windows: { ...windows, align: windows.align ?? Object.keys(spec.sources) },
  }),
);

/**
 * A spec with all that it refers to, as `apply` pins it: the unit whose digest every decision names.
 *
 * Durations are milliseconds; `contracts` is keyed by source; `features` and `trainer` are artifacts.
 */
export interface AppliedSpec {
  readonly spec: PipelineSpec;
  readonly contracts: Readonly<Record<string, Contract>>;
  readonly principals: readonly Principal[];
  readonly features?: PinnedFile | undefined;
  readonly trainer?: readonly PinnedFile[] | undefined;
}

/** The fields of an applied spec that are checked when it is received. The rest is trusted: its digest proves that it is complete. */
export const AppliedShape = z.looseObject({
  spec: z.looseObject({ name: z.string(), sources: z.record(z.string(), z.looseObject({})) }),
  contracts: z.record(z.string(), z.looseObject({})),
  principals: z.array(Principal),
});
