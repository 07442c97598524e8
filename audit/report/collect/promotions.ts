import { z } from 'zod';
import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { Differences, Metrics, PairedDifference } from '#contracts/evaluation.ts';
import type { GateReport } from '#contracts/finding.ts';
import { promotionNamed } from '#contracts/ids/workflow-ids.ts';
import { Candidate } from '#contracts/training.ts';
import { Window } from '#contracts/window.ts';
import { analysisDecision } from '#domain/decisions/analysis.ts';
import { approvalDecision } from '#domain/decisions/approval.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { promotionDecision } from '#domain/decisions/promotion.ts';
import { stageDecision } from '#domain/decisions/stage.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { readEvidence, readReport } from '../../evidence.ts';
import { chainsOf, type LoggedDecision } from '../../log.ts';

const Plots = z.object({
  version: z.string(),
  metrics: Metrics,
  roc: z
    .array(z.tuple([z.number(), z.number()]))
    .nullable()
    .optional(),
});
export type Plots = z.infer<typeof Plots>;

/** The artifact that a model gate's decision names: candidate first, then the champion on the same rows. */
export const Evaluation = z.object({
  candidate: z.looseObject({ ...Candidate.shape, labels: z.string().nullish() }).optional(),
  holdout: z.object({ rows: z.number(), labelled: z.number(), window: Window.optional() }).optional(),
  differences: Differences.nullish(),
  models: z.array(Plots).default([]),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** The artifact that an analysis names: the difference by pane. */
export const StageEvidence = z.object({
  panes: z.array(z.object({ window: Window, pane: z.number(), missing: z.number(), difference: PairedDifference })),
});
export type StageEvidence = z.infer<typeof StageEvidence>;

export interface ApprovalView {
  readonly at: number;
  readonly outcome: string;
  readonly code: string;
  readonly actor: string | undefined;
}

export interface AnalysisView {
  readonly at: number;
  readonly verdict: string;
  readonly code: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly hash: Digest;
}

export interface StageView {
  readonly kind: string;
  readonly index: number;
  readonly weight: number;
  readonly begunAt: number;
  readonly analyses: readonly AnalysisView[];
}

/** The promotion of one candidate, from registered to its end. */
export interface PromotionView {
  readonly id: string;
  readonly version: string;
  readonly begunAt: number;
  readonly gate: { readonly code: string; readonly report: GateReport | undefined; readonly hash: Digest } | undefined;
  readonly evaluation: Evaluation | undefined;
  readonly approvals: readonly ApprovalView[];
  readonly stages: readonly StageView[];
  readonly end:
    | {
        readonly outcome: string;
        readonly code: string;
        readonly at: number;
        readonly notes: string | undefined;
        readonly hash: Digest;
      }
    | undefined;
  /** The analysis that showed harm, if the candidate was rolled back. */
  readonly harm: StageEvidence | undefined;
}

export async function promotionsOf(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<PromotionView[]> {
  const chains = chainsOf(log.filter(({ workflowType }) => workflowType === 'promotion'));
  const views = [];
  for (const { workflowId, decisions } of chains) views.push(await promotionOf(workflowId, decisions, artifacts));
  return views;
}

async function promotionOf(
  id: string,
  log: readonly LoggedDecision[],
  artifacts: ArtifactStore,
): Promise<PromotionView> {
  const decisions = log.map(({ decision }) => decision);
  // The gate judges again if the champion changed, so the last verdict counts.
  const gate = lastOf(decisions, gateDecision.read);
  const end = lastOf(decisions, promotionDecision.read);
  const breach = lastOf(decisions, (decision) => {
    const read = analysisDecision.read(decision);
    return read?.outcome === 'fail' ? read : undefined;
  });
  const written = end && (await readEvidence(end.read.evidence.notes, artifacts));
  return {
    id,
    version: promotionNamed(id)?.version ?? id,
    begunAt: decisions[0]?.at ?? 0,
    gate: gate && {
      code: gate.read.code,
      report: await readReport(gate.read.evidence.report, artifacts),
      hash: gate.decision.hash,
    },
    evaluation: await parsed(gate?.read.evidence.evaluation, Evaluation, artifacts),
    approvals: decisions
      .filter((decision) => approvalDecision.read(decision))
      .map(({ at, outcome, code, actor }) => ({ at, outcome, code, actor })),
    stages: stagesOf(decisions),
    end: end && {
      outcome: end.read.outcome,
      code: end.read.code,
      at: end.decision.at,
      notes: written?.kind === 'text' ? written.text : undefined,
      hash: end.decision.hash,
    },
    harm: await parsed(breach?.read.evidence.analysis, StageEvidence, artifacts),
  };
}

/** The last decision of a kind, with what it says. */
function lastOf<Read>(decisions: readonly Decision[], read: (decision: Decision) => Read | undefined) {
  return decisions
    .map((decision) => ({ decision, read: read(decision) }))
    .findLast((found): found is { decision: Decision; read: NonNullable<Read> } => found.read !== undefined);
}

function stagesOf(decisions: readonly Decision[]): StageView[] {
  const looks = decisions.flatMap((decision) => {
    const read = analysisDecision.read(decision);
    return read ? [{ decision, read }] : [];
  });
  return decisions.flatMap((decision) => {
    const stage = stageDecision.read(decision);
    if (!stage) return [];
    const { stage: index, weight } = stage.numbers;
    const analyses = looks
      .filter(({ read }) => read.numbers.stage === index)
      .map(({ decision: { at, hash }, read: { outcome: verdict, code, numbers } }) => ({
        at,
        verdict,
        code,
        numbers,
        hash,
      }));
    return [{ kind: stage.outcome, index, weight, begunAt: decision.at, analyses }];
  });
}

/** Reads evidence; undefined if it has another shape, as from another version. Then only its plot is missing. */
async function parsed<T>(
  digest: Digest | undefined,
  schema: z.ZodType<T>,
  artifacts: ArtifactStore,
): Promise<T | undefined> {
  if (digest === undefined) return undefined;
  const evidence = await readEvidence(digest, artifacts);
  return evidence.kind === 'json' ? schema.safeParse(evidence.content).data : undefined;
}
