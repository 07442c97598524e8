import { z } from 'zod';
import { Drift } from './checks/drift.ts';
import { Completeness, ForeignKey } from './checks/keys.ts';
import { column, Severity, Share } from './checks/options.ts';
import { Command, Custom, Sql } from './checks/programs.ts';
import { Compare, DateFormat, InSet, NullRate, Pattern, Range, Unique } from './checks/rows.ts';
import { Outliers, Quantile, Total } from './checks/statistics.ts';
import { Manifest, RowCount, Schema } from './checks/table.ts';
import { Features, Freshness, Monotonic } from './checks/time.ts';
import { HoldPolicy } from './hold.ts';
import { ComparedMetric } from './metrics.ts';
import { Remediation, Rerequest } from './remediation.ts';

/** The checks by name, with what each declares. */
const options = {
  schema: Schema,
  rowCount: RowCount,
  nullRate: NullRate,
  unique: Unique,
  range: Range,
  set: InSet,
  pattern: Pattern,
  dateFormat: DateFormat,
  compare: Compare,
  drift: Drift,
  foreignKey: ForeignKey,
  completeness: Completeness,
  outliers: Outliers,
  sum: Total,
  mean: Total,
  quantile: Quantile,
  monotonic: Monotonic,
  freshness: Freshness,
  features: Features,
  manifest: Manifest,
  sql: Sql,
  command: Command,
  custom: Custom,
};

export type CheckName = keyof typeof options;
/** An object with one key: the check's name, holding its options. */
type OneCheck = {
  [Name in CheckName]: z.ZodObject<{ [Key in Name]: (typeof options)[Name] }, z.core.$strict>;
}[CheckName];

/** One check of a gate. */
export const Check = z.union(
  Object.entries(options).map(([name, schema]) => z.strictObject({ [name]: schema })) as unknown as readonly OneCheck[],
);
export type Check = z.infer<typeof Check>;
/** The options of the check of one name. */
export type OptionsOf<Name extends CheckName> = z.infer<(typeof options)[Name]>;

/** What happens when a gate fails: offending rows are set aside, the pane waits for a person, or it is refused. */
const OnFail = z.enum(['quarantine', 'hold', 'reject']);
export type OnFail = z.infer<typeof OnFail>;

/** A named set of checks over one pane, and what its verdicts lead to. */
export const DataGate = z.strictObject({
  /** The largest share of rows that may be quarantined without failing the pane. */
  tolerate: z.strictObject({ rows: Share }).default({ rows: 0 }),
  onFail: OnFail,
  onInconclusive: z.enum(['pass', 'hold', 'reject']),
  /** What happens when a check of the gate ended in an error. */
  onError: z.enum(['hold', 'reject']).default('hold'),
  /** How long a held pane waits, and who is reminded; without it, for ever and without reminders. */
  hold: HoldPolicy.optional(),
  remediate: z
    .array(z.union([...Remediation.options, Rerequest]))
    .max(32)
    .default([]),
  /** At most how often a failed gate is repaired and judged again, and how often a source is asked about a window; once by default. */
  rounds: z.number().int().min(1).max(5).optional(),
  checks: z.array(Check).min(1).max(200),
});
export type DataGate = z.infer<typeof DataGate>;

/** A gate over one table of features or predictions. If it does not pass, the work stops: nothing is quarantined, and nothing is held. */
export const TableGate = z.strictObject({
  onInconclusive: z.enum(['pass', 'reject']),
  checks: DataGate.shape.checks,
});
export type TableGate = z.infer<typeof TableGate>;

/** The tables that such gates look at: what a model reads, and what it predicts. */
export const tableGates = ['features', 'predictions'] as const;
export type TableGateName = (typeof tableGates)[number];

/** The gates whose checks are measured by the check engine: all but the model gate. */
export const checkedGates = ['data', 'labels', ...tableGates] as const;

/** A gate in a file of its own, as `tidegate check` runs it. */
export const GateFile = z.strictObject({
  apiVersion: z.literal('tidegate.dev/v1').default('tidegate.dev/v1'),
  kind: z.literal('Gate').default('Gate'),
  name: z.string().min(1).max(200),
  /** Columns whose values no report shows. */
  mask: z.array(column).max(200).default([]),
  checks: DataGate.shape.checks,
});
export type GateFile = z.infer<typeof GateFile>;

/** How a gate bounds a measure of a model: from below where more is better, else from above. */
const AtLeast = z.strictObject({ min: z.number().min(0).max(1), severity: Severity.default('error') });
const AtMost = z.strictObject({ max: z.number().positive(), severity: Severity.default('error') });

const ModelCheck = z.union([
  /** Loads, has the declared inputs and output, and gives the trainer's own scores on its sample. */
  z.strictObject({ integrity: z.strictObject({ maxScoreDifference: z.number().positive().default(1e-5) }) }),
  /** Features do not change when rows after `asOf` are taken away, on a seeded sample of entities. */
  z.strictObject({ leakage: z.strictObject({ entities: z.number().int().min(1).max(200).default(20) }) }),
  z.strictObject({ holdout: z.strictObject({ minRows: z.number().int().min(1) }) }),
  z.strictObject({ auc: AtLeast }),
  z.strictObject({ logLoss: AtMost }),
  z.strictObject({ brier: AtMost }),
  z.strictObject({ calibration: AtMost }),
  /** Non-inferiority: the interval of candidate − champion must not reach below −margin (AUC) or above margin (log loss). */
  z.strictObject({
    baseline: z.strictObject({
      metric: ComparedMetric,
      margin: z.number().min(0),
      confidence: z.number().gt(0.5).lt(1).default(0.95),
    }),
  }),
]);
export type ModelCheck = z.infer<typeof ModelCheck>;

export const ModelGate = z.strictObject({ checks: z.array(ModelCheck).min(1) });
export type ModelGate = z.infer<typeof ModelGate>;
