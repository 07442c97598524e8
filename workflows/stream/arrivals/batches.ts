// Which batches of announcements that wait are decided together.

import { type ArriveMessage, type CarryingMessage, countOf } from '#contracts/arrival.ts';
import type { Inbox } from '../state.ts';

/** What several messages may come to that are decided, or stored, as one: they are one argument of an activity. */
const most = { count: 1_000, bytes: 524_288 } as const;

/** The batch of an entry that is one. */
export const batchIn = (entry: Inbox): ArriveMessage | undefined =>
  entry.kind === 'arrive' ? entry.message : undefined;

/** The message of an entry that brings its announcements with it. */
export const carriedIn = (entry: Inbox): CarryingMessage | undefined => {
  const message = batchIn(entry);
  return message && !('claim' in message) ? message : undefined;
};

/** What a message takes of a payload. */
export function bytesOf(message: ArriveMessage): number {
  if ('packed' in message) return message.packed.length;
  return 'claim' in message ? message.claim.length : JSON.stringify(message).length;
}

/** The batches that follow one another from an index on, as many as may be taken as one; at least the first. */
export function neighboursFrom<T, M extends ArriveMessage>(
  entries: readonly T[],
  from: number,
  messageIn: (entry: T) => M | undefined,
): M[] {
  const neighbours: M[] = [];
  const size = { count: 0, bytes: 0 };
  for (let at = from; at < entries.length; at += 1) {
    const entry = entries[at];
    const message = entry && messageIn(entry);
    if (!message) break;
    size.count += countOf(message);
    size.bytes += bytesOf(message);
    if ((size.count > most.count || size.bytes > most.bytes) && neighbours.length > 0) break;
    neighbours.push(message);
  }
  return neighbours;
}

/** How many bytes of announcements a run hands on with its state: the input of a run may have 2 MB in all. */
export const mostCarried = 262_144;
