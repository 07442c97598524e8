import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { Settings } from '#stores/settings.ts';

const mostCharacters = 4_000;

/**
 * Stores a person's reason as an artifact and returns its digest, which histories and decisions record instead of the
 * text.
 */
export async function keepReason(text: string, { artifacts }: Pick<Settings, 'artifacts'>): Promise<Digest> {
  const reason = text.trim();
  if (reason.length === 0 || reason.length > mostCharacters)
    throw new TidegateError({
      code: 'USAGE',
      message: 'this is no reason',
      path: '--reason',
      observed: `${reason.length} characters`,
      expected: `1 to ${mostCharacters} characters`,
    });
  return (await (await openArtifactStore(artifacts)).put(Buffer.from(reason))).digest;
}
