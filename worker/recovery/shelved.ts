import type { ArriveMessage } from '#contracts/arrival.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { bytesOf, type Inline, joined, mostInline, neighboursFrom } from '#workflows/stream/batches.ts';

/** How entries carry a batch of announcements, where they do. */
export interface Shelf<T> {
  readonly messageIn: (entry: T) => Inline | undefined;
  readonly entryOf: (message: ArriveMessage) => T;
}

/** What waits, small enough to be the input of a run: announcements go into the artifact store, each batch in its place. */
export async function shelved<T>(
  artifacts: Pick<ArtifactStore, 'putJson'>,
  entries: readonly T[],
  { messageIn, entryOf }: Shelf<T>,
): Promise<T[]> {
  const inline = entries.flatMap((entry) => messageIn(entry) ?? []);
  if (inline.reduce((sum, message) => sum + bytesOf(message), 0) <= mostInline) return [...entries];
  const result: T[] = [];
  for (let at = 0; at < entries.length; ) {
    const neighbours = neighboursFrom(entries, at, messageIn);
    const entry = entries[at];
    if (neighbours.length > 0) result.push(...(await claimFor(artifacts, joined(neighbours))).map(entryOf));
    else if (entry !== undefined) result.push(entry);
    at += Math.max(1, neighbours.length);
  }
  return result;
}

async function claimFor(artifacts: Pick<ArtifactStore, 'putJson'>, message: Inline): Promise<ArriveMessage[]> {
  const count = message.announcements.length;
  if (count === 0) return [];
  const { digest: segment, bytes } = await artifacts.putJson(message);
  return [{ segment, count, bytes }];
}
