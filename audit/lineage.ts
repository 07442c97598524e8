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

/** Manifests that say what they were made from; read as long as something new is reached. */
const manifests: Partial<Record<ArtifactKind, (into: LineageBuilder, digest: Digest, content: unknown) => void>> = {
  snapshot: (into, digest, content) => addSnapshot(into, digest, Snapshot.parse(content)),
  'training request': (into, digest, content) => addTrainingRequest(into, digest, TrainingRequest.parse(content)),
  'training set': (into, digest, content) => addTrainingSet(into, digest, TrainingSet.parse(content)),
};

/** The lineage that decisions tell, with that of every manifest which an artifact came from, back to the batches. */
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

/** A manifest that is gone ends its branch: what came before it cannot be known. */
async function readManifest(builder: LineageBuilder, digest: Digest, artifacts: ArtifactStore): Promise<void> {
  const kind = builder.lineage().artifacts.get(digest)?.kind;
  const add = kind && manifests[kind];
  if (!add || !(await artifacts.has(digest))) return;
  add(builder, digest, await artifacts.getJson(digest, z.unknown()));
}
