import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { Unanswerable } from './engine.ts';

/** Where a drift reference's rows are; one that is gone leaves its check without an answer, and the others with theirs. */
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

/** The file of an artifact that steps may do without: undefined where it is gone. */
export async function fileIn(artifacts: ArtifactStore, digest: Digest | undefined): Promise<string | undefined> {
  try {
    return digest === undefined ? undefined : (await referenceIn(artifacts)(digest))[0];
  } catch (fault) {
    if (fault instanceof Unanswerable) return undefined;
    throw fault;
  }
}
