import type { Digest } from '#contracts/digest.ts';
import { streamNamed, workflowNamed } from '#contracts/ids/workflow-ids.ts';
import { isIntact } from '#domain/decisions/chain.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import type { Ledger } from '#domain/ledger/ledger.ts';
import { ledgersTogether } from '#domain/ledger/together.ts';
import type { Lineage } from '#domain/lineage/edges.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { ledgerOfStream } from '../../ledger.ts';
import { lineageOf } from '../../lineage.ts';
import { chainsOf, type DecisionChain, type LoggedDecision } from '../../log.ts';
import { type AuditSources, catalogLog } from '../../sources.ts';
import { type Crash, type Facts, readCrashes } from './facts.ts';
import { type DataGates, dataGatesOf } from './gates.ts';
import { type Timeline, timelineOf } from './panes.ts';
import { type PromotionView, promotionsOf } from './promotions.ts';

/** Everything that the page shows. */
export interface ReportModel {
  readonly pipeline: string;
  readonly madeAt: number;
  readonly timeline: Timeline;
  readonly gates: DataGates;
  readonly promotions: readonly PromotionView[];
  readonly chains: readonly DecisionChain[];
  /** The hashes of decisions whose hash does not match their content. */
  readonly broken: readonly Digest[];
  /** `ledger` is that of all streams together, `streams` has one for each stream, in order of partition. */
  readonly ledger: Ledger;
  readonly streams: readonly StreamLedger[];
  readonly lineage: { readonly of: Digest; readonly graph: Lineage } | undefined;
  readonly crashes: readonly Crash[];
  readonly facts: Facts;
}

export interface StreamLedger {
  readonly partition: string;
  readonly ledger: Ledger;
}

export interface ReportOptions {
  readonly pipeline: string;
  readonly facts: Facts;
  readonly madeAt: number;
}

/** Reads everything that is known of one pipeline. */
export async function reportModel(sources: AuditSources, options: ReportOptions): Promise<ReportModel> {
  const log = await catalogLog(sources);
  const crashes = await readCrashes(sources.settings.home);
  return assembled({ log, artifacts: sources.artifacts }, { ...options, crashes });
}

/** The model of a log of decisions and the artifacts that they name. */
export async function assembled(
  { log, artifacts }: { readonly log: readonly LoggedDecision[]; readonly artifacts: ArtifactStore },
  { pipeline, facts, madeAt, crashes }: ReportOptions & { readonly crashes: readonly Crash[] },
): Promise<ReportModel> {
  const own = log.filter(({ workflowId: id }) => isOf(pipeline, id));
  const streams = await ledgersOf(own, artifacts);
  const predictions = predictionsOf(own);
  return {
    pipeline,
    madeAt,
    timeline: timelineOf(own),
    gates: await dataGatesOf(own, artifacts),
    promotions: await promotionsOf(own, artifacts),
    chains: chainsOf(log),
    broken: log.filter(({ decision }) => !isIntact(decision)).map(({ decision }) => decision.hash),
    ledger: ledgersTogether(streams.map(({ ledger }) => ledger)),
    streams,
    lineage:
      predictions === undefined ? undefined : { of: predictions, graph: await lineageOf(predictions, own, artifacts) },
    crashes,
    facts,
  };
}

/**
 * Whether a workflow belongs to a pipeline. Workflows of models do not name their pipeline, so they are always
 * included.
 */
function isOf(pipeline: string, id: string): boolean {
  const named = workflowNamed(id);
  return !named || !('pipeline' in named) || named.pipeline === pipeline;
}

/** Each stream keeps its own account: that of a partition, or of a backfill. */
async function ledgersOf(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<StreamLedger[]> {
  const streams = Map.groupBy(log, ({ workflowId: id }) => streamNamed(id)?.partition);
  const ledgers: StreamLedger[] = [];
  for (const [partition, own] of streams)
    if (partition !== undefined) ledgers.push({ partition, ledger: await ledgerOfStream(own, artifacts) });
  return ledgers.sort((a, b) => (a.partition < b.partition ? -1 : 1));
}

/**
 * The newest predictions for which both champion and challenger were used, because their lineage shows most; otherwise
 * the newest.
 */
function predictionsOf(log: readonly LoggedDecision[]): Digest | undefined {
  const published = log.flatMap(({ decision }) => {
    const read = predictionsDecision.read(decision);
    return read?.outcome === 'published' ? [read] : [];
  });
  const chosen = published.findLast(({ inputs }) => inputs.challenger !== undefined) ?? published.at(-1);
  return chosen?.evidence.predictions;
}
