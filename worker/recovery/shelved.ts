import { type ArriveMessage, type CarryingMessage, countIn } from '#contracts/arrival.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { bytesOf, mostCarried, neighboursFrom } from '#workflows/stream/arrivals/batches.ts';

/** How to get and replace the batch of announcements of an entry that has one. */
export interface Shelf<T> {
  readonly messageIn: (entry: T) => CarryingMessage | undefined;
  readonly entryOf: (message: ArriveMessage) => T;
}

/** Waiting entries, made small enough to be the input of a run: announcements are stored as artifacts, in the order of their batches. */
export async function shelved<T>(
  artifacts: Pick<ArtifactStore, 'putJson'>,
  entries: readonly T[],
  { messageIn, entryOf }: Shelf<T>,
): Promise<T[]> {
  const carried = entries.flatMap((entry) => messageIn(entry) ?? []);
  if (carried.reduce((sum, message) => sum + bytesOf(message), 0) <= mostCarried) return [...entries];
  const result: T[] = [];
  for (let at = 0; at < entries.length; ) {
    const neighbours = neighboursFrom(entries, at, messageIn);
    const entry = entries[at];
    if (neighbours.length > 0) result.push(...(await claimFor(artifacts, neighbours)).map(entryOf));
    else if (entry !== undefined) result.push(entry);
    at += Math.max(1, neighbours.length);
  }
  return result;
}

async function claimFor(
  artifacts: Pick<ArtifactStore, 'putJson'>,
  messages: readonly CarryingMessage[],
): Promise<ArriveMessage[]> {
  const count = countIn(messages);
  if (count === 0) return [];
  const { digest: claim, bytes } = await artifacts.putJson({ messages });
  return [{ claim, count, bytes }];
}
