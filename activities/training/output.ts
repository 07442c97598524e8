import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '#contracts/digest.ts';
import { ModelMetadata, type TrainingSet } from '#contracts/training.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { readModel, UnreadableModel } from '../onnx/model.ts';

/** A trainer's output is invalid; the message says why. */
export class InvalidOutput extends Error {
  override readonly name = 'InvalidOutput';
}

const maxBytes = { 'model.onnx': 1024 ** 3, 'metadata.json': 16 * 1024 ** 2 };

/**
 * Verifies and stores what a trainer wrote.
 *
 * @throws {@link InvalidOutput}
 */
export async function keepOutput(
  artifacts: Pick<ArtifactStore, 'put'>,
  folder: string,
  set: TrainingSet,
): Promise<{ readonly model: Digest; readonly metadata: Digest }> {
  const onnx = await read(folder, 'model.onnx');
  const text = await read(folder, 'metadata.json');
  const metadata = parse(text);
  if (metadata.trainingSetDigest !== set.training.data) {
    throw new InvalidOutput(
      `metadata.json names the training set ${metadata.trainingSetDigest}, not ${set.training.data}`,
    );
  }
  try {
    await readModel(onnx);
  } catch (error) {
    if (error instanceof UnreadableModel) throw new InvalidOutput(`model.onnx: ${error.message}`, { cause: error });
    throw error;
  }
  return { model: (await artifacts.put(onnx)).digest, metadata: (await artifacts.put(text)).digest };
}

async function read(folder: string, name: keyof typeof maxBytes): Promise<Buffer> {
  const path = join(folder, name);
  const stat = await lstat(path).catch(() => undefined);
  if (!stat?.isFile()) throw new InvalidOutput(`${name} was not written`);
  if (stat.size > maxBytes[name]) throw new InvalidOutput(`${name} has ${stat.size} bytes, above ${maxBytes[name]}`);
  return readFile(path);
}

function parse(text: Buffer): ModelMetadata {
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw new InvalidOutput('metadata.json is not JSON', { cause });
  }
  const parsed = ModelMetadata.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidOutput(`metadata.json: ${issue?.path.join('.') || 'whole'}: ${issue?.message}`);
}
