import type { Decision, DecisionKind } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Snapshot } from '#contracts/snapshot.ts';
import type { TrainingRequest, TrainingSet } from '#contracts/training.ts';

/** What an artifact is, as far as lineage tells. */
export type ArtifactKind =
  | 'batch'
  | 'snapshot'
  | 'part'
  | 'account'
  | 'quarantine'
  | 'report'
  | 'waiver'
  | 'ruling'
  | 'training request'
  | 'training set'
  | 'model'
  | 'metadata'
  | 'evaluation'
  | 'predictions'
  | 'analysis'
  | 'release notes'
  | 'spec'
  | 'artifact';

/** One artifact came from another: `from` was read when `to` was made. */
export interface LineageEdge {
  readonly from: Digest;
  readonly to: Digest;
  /** Hash of the decision that says so; left out where a manifest does. */
  readonly decision?: Digest;
}

/** A part of the graph: edges, and what is known of the artifacts. */
export interface Lineage {
  readonly edges: readonly LineageEdge[];
  readonly artifacts: ReadonlyMap<Digest, LineageArtifact>;
}

export interface LineageArtifact {
  readonly kind: ArtifactKind;
  /** For people: `flights flights-2013-05-01.parquet`, `2013-05-01 pane 1`. */
  readonly name?: string;
}

/** Builds a graph piece by piece; the first thing that is said of an artifact's kind stands unless it was `artifact`. */
export class LineageBuilder {
  readonly #edges = new Map<string, LineageEdge>();
  readonly #artifacts = new Map<Digest, LineageArtifact>();

  artifact(digest: Digest, kind: ArtifactKind, name?: string): this {
    const known = this.#artifacts.get(digest);
    const kept = known && known.kind !== 'artifact' ? known.kind : kind;
    const called = known?.name ?? name;
    this.#artifacts.set(digest, { kind: kept, ...(called !== undefined && { name: called }) });
    return this;
  }

  edge(from: Digest, to: Digest, decision?: Digest): this {
    if (from === to) return this;
    for (const digest of [from, to]) if (!this.#artifacts.has(digest)) this.artifact(digest, 'artifact');
    const key = `${from} ${to}`;
    if (!this.#edges.has(key)) this.#edges.set(key, { from, to, ...(decision !== undefined && { decision }) });
    return this;
  }

  lineage(): Lineage {
    return { edges: [...this.#edges.values()], artifacts: this.#artifacts };
  }
}

/** What the artifacts are that decisions name, by their names. */
const kinds: Readonly<Record<string, ArtifactKind>> = {
  snapshot: 'snapshot',
  account: 'account',
  report: 'report',
  waivers: 'waiver',
  waiver: 'waiver',
  rulings: 'ruling',
  evaluation: 'evaluation',
  trainingSet: 'training set',
  request: 'training request',
  model: 'model',
  champion: 'model',
  challenger: 'model',
  metadata: 'metadata',
  predictions: 'predictions',
  labels: 'snapshot',
  analysis: 'analysis',
  notes: 'release notes',
};

/** Decisions whose evidence was made from their inputs; others (approvals, slots) only name what they are about. */
const making: ReadonlySet<DecisionKind> = new Set([
  'pane',
  'hold',
  'gate',
  'training',
  'predictions',
  'analysis',
  'promotion',
]);

/** What people gave as evidence was made from nothing that is decided on. */
const given: ReadonlySet<string> = new Set(['waivers', 'waiver', 'rulings', 'reason']);

/** What decisions say of where artifacts came from. */
export function addDecision(into: LineageBuilder, { kind, outcome, inputs, evidence, hash }: Decision): void {
  if (!making.has(kind) || (kind === 'training' && outcome !== 'completed')) return;
  const [from, made] = [namedIn(inputs), namedIn(evidence)];
  for (const { name, digest } of [...from, ...made]) into.artifact(digest, kinds[name] ?? 'artifact');
  for (const { name, digest } of made) {
    if (!given.has(name)) for (const input of from) into.edge(input.digest, digest, hash);
  }
}

/** Artifacts that a decision names, each with its name. */
export const namedIn = (named: Decision['inputs'] = {}): { readonly name: string; readonly digest: Digest }[] =>
  Object.entries(named).flatMap(([name, digests]) => [digests].flat().map((digest) => ({ name, digest })));

/** A snapshot came from its batches, or from the snapshot that it was repaired from; its parts are of it. */
export function addSnapshot(into: LineageBuilder, digest: Digest, snapshot: Snapshot): void {
  const { feed, window, pane, batches, parts, remediatedFrom } = snapshot;
  const day = new Date(window.start).toISOString().slice(0, 10);
  into.artifact(digest, 'snapshot', `${feed} ${day} pane ${pane}${remediatedFrom ? ', repaired' : ''}`);
  if (remediatedFrom) into.artifact(remediatedFrom, 'snapshot').edge(remediatedFrom, digest);
  for (const batch of batches)
    into.artifact(batch.digest, 'batch', `${batch.source} ${batch.id}`).edge(batch.digest, digest);
  for (const part of parts)
    into.artifact(part.data, 'part', `${part.source}, ${part.rows} rows`).edge(digest, part.data);
}

/** A training set came from its request, and its rows from the set. */
export function addTrainingSet(
  into: LineageBuilder,
  digest: Digest,
  { request, training, holdout }: TrainingSet,
): void {
  into.artifact(digest, 'training set', `${training.labelled} labelled rows`);
  into.artifact(request, 'training request').edge(request, digest);
  into.artifact(training.data, 'part', `training, ${training.rows} rows`).edge(digest, training.data);
  into.artifact(holdout.data, 'part', `held out, ${holdout.rows} rows`).edge(digest, holdout.data);
}

/** A training request pins the newest snapshots of features and labels, and the spec. */
export function addTrainingRequest(into: LineageBuilder, digest: Digest, request: TrainingRequest): void {
  into.artifact(digest, 'training request', `${request.panes.length} panes, asked by ${request.requestedBy}`);
  for (const { snapshot } of [...request.panes, ...request.labels])
    into.artifact(snapshot, 'snapshot').edge(snapshot, digest);
  into.artifact(request.spec, 'spec').edge(request.spec, digest);
}
