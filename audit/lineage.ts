import { z } from 'zod';
import type { Digest } from '#contracts/digest.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import { TrainingRequest, TrainingSet } from '#contracts/training.ts';
import {
  type ArtifactKind,
  addDecision,
  addSnapshot,
  addTrainingRequest,
  addTrainingSet,
  type Lineage,
  LineageBuilder,
} from '#domain/lineage/edges.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { LoggedDecision } from './log.ts';

/** Manifests that name the artifacts they were made from, and how to add those to the lineage. */
const manifests: Partial<Record<ArtifactKind, (into: LineageBuilder, digest: Digest, content: unknown) => void>> = {
  snapshot: (into, digest, content) => addSnapshot(into, digest, Snapshot.parse(content)),
  'training request': (into, digest, content) => addTrainingRequest(into, digest, TrainingRequest.parse(content)),
  'training set': (into, digest, content) => addTrainingSet(into, digest, TrainingSet.parse(content)),
};

/** The lineage of an artifact, back to the batches: from decisions, and from the manifests of its ancestors. */
export async function lineageOf(
  of: Digest,
  log: readonly LoggedDecision[],
  artifacts: ArtifactStore,
): Promise<Lineage> {
  const builder = new LineageBuilder();
  for (const { decision } of log) addDecision(builder, decision);
  const visited = new Set<Digest>();
  for (let front: readonly Digest[] = [of]; front.length > 0; ) {
    for (const digest of front) await readManifest(builder, digest, artifacts);
    for (const digest of front) visited.add(digest);
    const reached = new Set(front);
    front = builder
      .lineage()
      .edges.filter(({ from, to }) => reached.has(to) && !visited.has(from))
      .map(({ from }) => from);
  }
  return builder.lineage();
}

/**
 * Adds the ancestors that a manifest names. If the manifest was deleted, its ancestors are unknown and the branch ends.
 */
async function readManifest(builder: LineageBuilder, digest: Digest, artifacts: ArtifactStore): Promise<void> {
  const kind = builder.lineage().artifacts.get(digest)?.kind;
  const add = kind && manifests[kind];
  if (!add || !(await artifacts.has(digest))) return;
  add(builder, digest, await artifacts.getJson(digest, z.unknown()));
}
