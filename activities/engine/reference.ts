import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { Unanswerable } from './engine.ts';

/** The file with the rows of a drift reference. If it is missing, only the checks that need it have no answer. */
export const referenceIn =
  (artifacts: Pick<ArtifactStore, 'path'>) =>
  async (digest: Digest): Promise<readonly string[]> => {
    try {
      return [await artifacts.path(digest)];
    } catch (error) {
      const code = error instanceof TidegateError ? error.problem.code : undefined;
      if (code === 'ARTIFACT_MISSING' || code === 'ARTIFACT_DIGEST_MISMATCH') throw new Unanswerable(code);
      throw error;
    }
  };

/** The file of an artifact that is not required: undefined if it is missing. */
export async function fileIn(artifacts: ArtifactStore, digest: Digest | undefined): Promise<string | undefined> {
  try {
    return digest === undefined ? undefined : (await referenceIn(artifacts)(digest))[0];
  } catch (fault) {
    if (fault instanceof Unanswerable) return undefined;
    throw fault;
  }
}
