import { z } from 'zod';

/** A share: a number from 0 to 1, or a percentage such as `1%`. */
export const Share = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(value) : undefined;
    const share = typeof value === 'number' ? value : match ? Number(match[1]) / 100 : Number.NaN;
    if (share >= 0 && share <= 1) return share;
    context.addIssue({ code: 'custom', message: 'expected a share from 0 to 1, or a percentage such as 1%' });
    return z.NEVER;
  })
  .meta({ description: 'a share such as `0.01` or `1%`' });

export const Severity = z.enum(['error', 'warn']);
export type Severity = z.infer<typeof Severity>;

const common = {
  /** The source that is checked; the first of `windows.align` where it is left out. */
  source: z.string().optional(),
  severity: Severity.default('error'),
};
const column = z.string().min(1);
const bound = z.number();

const Schema = z.strictObject({ ...common, extra: z.enum(['allow', 'refuse']).default('refuse') });
const RowCount = z.strictObject({
  ...common,
  min: z.number().int().min(0).optional(),
  max: z.number().int().min(0).optional(),
  /** Greatest relative distance from the mean of the `over` published windows before. */
  withinOfPrevious: Share.optional(),
  over: z.number().int().min(1).max(8).default(4),
});
const NullRate = z.strictObject({ ...common, column, max: Share });
const Unique = z.strictObject({ ...common, columns: z.array(column).min(1) });
const Range = z.strictObject({ ...common, column, min: bound.optional(), max: bound.optional() });
const InSet = z.strictObject({
  ...common,
  column,
  values: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .max(1_000),
});
const Drift = z.strictObject({
  ...common,
  column,
  method: z.enum(['psi']),
  max: z.number().min(0),
  minRows: z.number().int().min(1).default(500),
});

/** One check of a gate: an object with one key, the check's name, holding its options. */
export const Check = z.union([
  z.strictObject({ schema: Schema }),
  z.strictObject({ rowCount: RowCount }),
  z.strictObject({ nullRate: NullRate }),
  z.strictObject({ unique: Unique }),
  z.strictObject({ range: Range }),
  z.strictObject({ set: InSet }),
  z.strictObject({ drift: Drift }),
]);
export type Check = z.infer<typeof Check>;

const Deduplicate = z.strictObject({
  deduplicate: z.strictObject({ source: z.string().optional(), by: z.array(column).min(1) }),
});
/** A declared, bounded repair. */
export const Remediation = z.union([Deduplicate]);
export type Remediation = z.infer<typeof Remediation>;

/** What happens when a gate fails: offending rows are set aside, the pane waits for a person, or it is refused. */
const OnFail = z.enum(['quarantine', 'hold', 'reject']);
export type OnFail = z.infer<typeof OnFail>;

/** A named set of checks over one pane, and what its verdicts lead to. */
export const DataGate = z.strictObject({
  /** The largest share of rows that may be quarantined without failing the pane. */
  tolerate: z.strictObject({ rows: Share }).default({ rows: 0 }),
  onFail: OnFail,
  onInconclusive: z.enum(['pass', 'hold', 'reject']),
  remediate: z.array(Remediation).max(8).default([]),
  checks: z.array(Check).min(1).max(200),
});
export type DataGate = z.infer<typeof DataGate>;

const ModelCheck = z.union([
  /** Loads, has the declared inputs and output, and gives the trainer's own scores on its sample. */
  z.strictObject({ integrity: z.strictObject({ maxScoreDifference: z.number().positive().default(1e-5) }) }),
  /** Features do not change when rows after `asOf` are taken away, on a seeded sample of entities. */
  z.strictObject({ leakage: z.strictObject({ entities: z.number().int().min(1).max(200).default(20) }) }),
  z.strictObject({ holdout: z.strictObject({ minRows: z.number().int().min(1) }) }),
  z.strictObject({ auc: z.strictObject({ min: z.number().min(0).max(1), severity: Severity.default('error') }) }),
  z.strictObject({ logLoss: z.strictObject({ max: z.number().positive(), severity: Severity.default('error') }) }),
  z.strictObject({ brier: z.strictObject({ max: z.number().positive(), severity: Severity.default('error') }) }),
  z.strictObject({ calibration: z.strictObject({ max: z.number().positive(), severity: Severity.default('error') }) }),
  /** Non-inferiority: the interval of candidate − champion must not reach below −margin (AUC) or above margin (log loss). */
  z.strictObject({
    baseline: z.strictObject({
      metric: z.enum(['auc', 'logLoss']),
      margin: z.number().min(0),
      confidence: z.number().gt(0.5).lt(1).default(0.95),
    }),
  }),
]);
export type ModelCheck = z.infer<typeof ModelCheck>;

export const ModelGate = z.strictObject({ checks: z.array(ModelCheck).min(1) });
export type ModelGate = z.infer<typeof ModelGate>;
