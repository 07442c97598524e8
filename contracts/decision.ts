import { z } from 'zod';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';
import { EpochMs } from './time.ts';

/** What a decision is about, besides its subject; with `outcome` it says what was chosen. Each has a file in `domain/decisions`. */
export const DecisionKind = z.enum([
  'spec',
  'arrivals',
  'arrival',
  'message',
  'watermark',
  'source',
  'window',
  'firing',
  'gate',
  'check',
  'remediation',
  'rerequest',
  'quarantine',
  'hold',
  'pane',
  'publication',
  'receipt',
  'training',
  'candidate',
  'approval',
  'slot',
  'stage',
  'route',
  'analysis',
  'predictions',
  'promotion',
  'rollback',
  'archive',
  'stream',
  'correction',
  'pipeline',
  'deployment',
]);
export type DecisionKind = z.infer<typeof DecisionKind>;

/** What was counted or measured, by name; what is counted by a name of its own (a code, a fate) stands one level deeper. */
const Numbers = z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())]));

/** Artifacts and messages by what they are to the decision. */
const Named = z.record(z.string(), z.union([Digest, z.array(Digest)]));

/** What a workflow says when it decides; `decide` adds the place in the log. */
export const Choice = z.strictObject({
  /** `window/…`, `arrival/{source}/{id}`, `candidate/{model}/{version}`: never personal data. */
  subject: z.string(),
  kind: DecisionKind,
  outcome: z.string(),
  code: Code,
  numbers: Numbers.optional(),
  /** The spec in force and the path in it that made the choice. */
  policy: z.strictObject({ spec: Digest, path: z.string() }).optional(),
  /** What it was decided from. */
  inputs: Named.optional(),
  /** What was made or measured for it, and what people gave as their reason. */
  evidence: Named.optional(),
  /** Who asked, verified: a principal's name. */
  actor: z.string().optional(),
});
export type Choice = z.infer<typeof Choice>;

/**
 * One link of a run's decision log. `hash` is the SHA-256 of the canonical JSON of all other fields; `previous` is the
 * head of the chain before it, in which every command and result since the last decision is folded too.
 */
export const Decision = z.strictObject({
  ...Choice.shape,
  seq: z.number().int().min(0),
  at: EpochMs,
  previous: Digest,
  hash: Digest,
});
export type Decision = z.infer<typeof Decision>;

/** Where a chain stands; carried over continue-as-new and sealed in a run's result. */
export const ChainHead = z.strictObject({
  /** Of the latest link or fold. */
  head: Digest,
  /** Decisions so far, over all generations. */
  length: z.number().int().min(0),
  /** How often the workflow continued as new. */
  generation: z.number().int().min(0),
});
export type ChainHead = z.infer<typeof ChainHead>;

/** What a decision sink gets: the run it belongs to stands beside the decision, unhashed. */
export const RecordedDecision = z.strictObject({
  workflowId: z.string(),
  runId: z.string(),
  /** The first of the runs that continue one another: with the workflow id it names the chain. */
  firstRunId: z.string(),
  workflowType: z.string(),
  generation: z.number().int().min(0),
  decision: Decision,
});
export type RecordedDecision = z.infer<typeof RecordedDecision>;
