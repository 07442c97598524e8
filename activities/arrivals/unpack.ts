import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type ArriveMessage, type CarryingMessage, Claimed, countIn, mostAnnouncements } from '#contracts/arrival.ts';
import { TidegateError } from '#contracts/problem.ts';
import { sha256 } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Classified } from './port.ts';

type Refused = Extract<Classified, { kind: 'refused' }>;
/** The announcements of one message, or why it is refused. */
export type Unpacked = { readonly announcements: readonly unknown[] } | { readonly refused: Refused };

/** The size of a thousand announcements of the largest size. Anybody may send a message that unpacks to more. */
const mostUnpackedBytes = 64 << 20;

/**
 * The announcements of a message, wherever they are; of a claim check for several messages, those of each. What is not what it
 * says is refused, for retrying cannot mend it.
 */
export async function announcementsIn(message: ArriveMessage, artifacts: ArtifactStore): Promise<readonly Unpacked[]> {
  if (!('claim' in message)) return [unpacked(message)];
  const { claim: digest, count } = message;
  try {
    const claimed = await artifacts.getJson(digest, Claimed);
    const messages = 'messages' in claimed ? claimed.messages : [claimed];
    return countIn(messages) === count ? messages.map(unpacked) : [refused('MESSAGE_REFUSED', digest)];
  } catch (error) {
    const code = error instanceof TidegateError ? error.problem.code : undefined;
    if (code !== 'ARTIFACT_MISSING' && code !== 'ARTIFACT_DIGEST_MISMATCH' && code !== 'ARTIFACT_UNREADABLE')
      throw error;
    return [refused(code, digest)];
  }
}

function unpacked(message: CarryingMessage): Unpacked {
  if ('announcements' in message) return message;
  const announcements = unpack(message.packed);
  return announcements?.length === message.count
    ? { announcements }
    : refused('MESSAGE_REFUSED', sha256(message.packed));
}

const Announcements = z.array(z.unknown()).max(mostAnnouncements);

/** Undefined if it is not a JSON array as gzip in Base64. */
function unpack(packed: string): readonly unknown[] | undefined {
  try {
    const json = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: mostUnpackedBytes }).toString('utf8');
    return Announcements.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

const refused = (code: Refused['code'], digest: Refused['digest']): Unpacked => ({
  refused: { kind: 'refused', code, digest },
});
