import type { ArriveMessage } from '#contracts/arrival.ts';
import type { Inbox } from './state.ts';

/** What several messages may come to that are decided, or put aside, as one: they are one argument of an activity. */
const most = { count: 1_000, bytes: 524_288 } as const;

export type Inline = Extract<ArriveMessage, { announcements: unknown }>;

/** The message of an entry that brings its announcements with it. */
export const inlineIn = (entry: Inbox): Inline | undefined =>
  entry.kind === 'arrive' && 'announcements' in entry.message ? entry.message : undefined;

export const bytesOf = (message: Inline): number => JSON.stringify(message).length;

/** The inline messages that follow one another from an index on, as many as may be taken as one; at least the first. */
export function neighboursFrom<T>(
  entries: readonly T[],
  from: number,
  messageIn: (entry: T) => Inline | undefined,
): Inline[] {
  const neighbours: Inline[] = [];
  const size = { count: 0, bytes: 0 };
  for (let at = from; at < entries.length; at += 1) {
    const entry = entries[at];
    const message = entry && messageIn(entry);
    if (!message) break;
    size.count += message.announcements.length;
    size.bytes += bytesOf(message);
    if ((size.count > most.count || size.bytes > most.bytes) && neighbours.length > 0) break;
    neighbours.push(message);
  }
  return neighbours;
}

/** How many bytes of announcements a run hands on inline: the input of a run may have 2 MB in all. */
export const mostInline = 262_144;

export const joined = (messages: readonly Inline[]): Inline => ({
  announcements: messages.flatMap(({ announcements }) => announcements),
});
