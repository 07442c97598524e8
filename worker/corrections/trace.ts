import type { z } from 'zod';
import type { BlastRadius } from '#contracts/correction.ts';
import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import { TrainingRequest, TrainingSet } from '#contracts/training.ts';
import type { Window } from '#contracts/window.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { descendants } from '#domain/lineage/ancestors.ts';
import {
  type ArtifactKind,
  addDecision,
  addSnapshot,
  addTrainingRequest,
  addTrainingSet,
  LineageBuilder,
} from '#domain/lineage/edges.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** Walks lineage forwards from a batch: through the snapshots of the windows that it touches, to models and predictions. */
export async function blastRadius(
  batch: Digest,
  span: Window,
  decisions: readonly Decision[],
  artifacts: ArtifactStore,
): Promise<BlastRadius> {
  const builder = new LineageBuilder();
  for (const decision of decisions) {
    addDecision(builder, decision);
    await addManifests(builder, decision, span, artifacts);
  }
  const { edges, artifacts: known } = builder.lineage();
  const found = descendants(batch, edges).map(({ digest }) => digest);
  const ofKind = (kind: ArtifactKind) => found.filter((digest) => known.get(digest)?.kind === kind).sort();
  return {
    batch,
    snapshots: ofKind('snapshot'),
    trainingSets: ofKind('training set'),
    models: ofKind('model'),
    predictions: ofKind('predictions'),
  };
}

/** Decisions name artifacts; what an artifact was made from is in its own manifest. */
async function addManifests(
  builder: LineageBuilder,
  decision: Decision,
  span: Window,
  artifacts: ArtifactStore,
): Promise<void> {
  const pane = paneDecision.read(decision);
  if (pane && pane.numbers.start < span.end && pane.numbers.end > span.start)
    await addSnapshots(builder, pane.inputs.snapshot, artifacts);
  const training = trainingDecision.read(decision);
  if (training?.outcome === 'completed') await addTraining(builder, training.inputs.trainingSet, artifacts);
}

async function addSnapshots(builder: LineageBuilder, digest: Digest, artifacts: ArtifactStore): Promise<void> {
  const snapshot = await read(digest, Snapshot, artifacts);
  if (!snapshot) return;
  addSnapshot(builder, digest, snapshot);
  if (snapshot.remediatedFrom) await addSnapshots(builder, snapshot.remediatedFrom, artifacts);
}

async function addTraining(builder: LineageBuilder, digest: Digest, artifacts: ArtifactStore): Promise<void> {
  const set = await read(digest, TrainingSet, artifacts);
  if (!set) return;
  addTrainingSet(builder, digest, set);
  const request = await read(set.request, TrainingRequest, artifacts);
  if (request) addTrainingRequest(builder, set.request, request);
}

/** If a manifest is missing, nothing beyond it is followed. */
async function read<T>(digest: Digest, schema: z.ZodType<T>, artifacts: ArtifactStore): Promise<T | undefined> {
  return (await artifacts.has(digest)) ? artifacts.getJson(digest, schema) : undefined;
}
