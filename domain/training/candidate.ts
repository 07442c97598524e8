import type { TableGateName } from '#contracts/check.ts';
import { type Digest, shortDigest } from '#contracts/digest.ts';
import { present } from '#contracts/present.ts';
import type { Candidate, TrainingCompletion, TrainingRequest } from '#contracts/training.ts';
import { digestOf } from '../digest.ts';

/** The model that a training gave, as it asks to be promoted. */
export function candidateOf(
  request: TrainingRequest,
  { model: onnx, metadata }: TrainingCompletion,
  { trainingSet, gates }: { readonly trainingSet: Digest; readonly gates?: readonly TableGateName[] },
): Candidate {
  const { model, spec, requestedBy } = request;
  return present({
    model,
    version: shortDigest(digestOf({ onnx, metadata })),
    onnx,
    metadata,
    trainingSet,
    request: digestOf(request),
    spec,
    requestedBy,
    gates: gates && [...gates],
  });
}
