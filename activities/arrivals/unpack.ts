import { z } from 'zod';
import { type ArriveMessage, mostAnnouncements } from '#contracts/arrival.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Classified } from './port.ts';

type Refused = Extract<Classified, { kind: 'refused' }>;
type Unpacked = { readonly announcements: readonly unknown[] } | { readonly refused: Refused };

/** What a claim check refers to: the message as it would have travelled inline. */
const Claimed = z.strictObject({ announcements: z.array(z.unknown()).max(mostAnnouncements) });

/** The announcements of a message, wherever they are. A claim check for something else is refused, for retrying cannot mend it. */
export async function announcementsIn(message: ArriveMessage, artifacts: ArtifactStore): Promise<Unpacked> {
  if ('announcements' in message) return message;
  const { segment: digest, count } = message;
  try {
    const claimed = await artifacts.getJson(digest, Claimed);
    return claimed.announcements.length === count
      ? claimed
      : { refused: { kind: 'refused', code: 'MESSAGE_REFUSED', digest } };
  } catch (error) {
    const code = error instanceof TidegateError ? error.problem.code : undefined;
    if (code !== 'ARTIFACT_MISSING' && code !== 'ARTIFACT_DIGEST_MISMATCH' && code !== 'ARTIFACT_UNREADABLE')
      throw error;
    return { refused: { kind: 'refused', code, digest } };
  }
}
