import type { ArriveMessage } from '#contracts/arrival.ts';
import { artifactActivities } from '../policies.ts';
import type { Inbox, StreamState } from './state.ts';

/** How many bytes of announcements a run hands on inline: the input of a run may have 2 MB in all. */
const inlineBytes = 262_144;
/** Announcements in one claim check, at most: as many as one message may bring inline. */
const claimedAtOnce = 1_000;

type Inline = Extract<ArriveMessage, { announcements: unknown }>;

/**
 * Puts announcements that wait into the artifact store, so that a run which gives way under a flood can hand on all of
 * them. They stay in their place, neighbours together; what comes meanwhile is looked at again.
 */
export async function shelve(state: StreamState): Promise<void> {
  while (inlineOf(state.inbox).reduce((sum, message) => sum + bytesOf(message), 0) > inlineBytes) {
    const from = state.inbox.findIndex((entry) => inlineIn(entry) !== undefined);
    const neighbours = neighboursFrom(state.inbox, from);
    const announcements = neighbours.flatMap((message) => message.announcements);
    const claim = await claimFor(announcements);
    state.inbox.splice(from, neighbours.length, ...claim);
  }
}

async function claimFor(announcements: readonly unknown[]): Promise<Inbox[]> {
  const count = announcements.length;
  if (count === 0) return [];
  const value = { announcements };
  const segment = await artifactActivities.storeJson({ value });
  return [{ kind: 'arrive', message: { segment, count, bytes: JSON.stringify(value).length } }];
}

/** The inline messages that follow one another from an index on, as many as go into one claim check; at least one. */
function neighboursFrom(inbox: readonly Inbox[], from: number): Inline[] {
  const neighbours: Inline[] = [];
  let count = 0;
  for (const entry of inbox.slice(from)) {
    const message = inlineIn(entry);
    if (!message) break;
    count += message.announcements.length;
    if (count > claimedAtOnce && neighbours.length > 0) break;
    neighbours.push(message);
  }
  return neighbours;
}

const inlineOf = (inbox: readonly Inbox[]): Inline[] => inbox.flatMap((entry) => inlineIn(entry) ?? []);

const inlineIn = (entry: Inbox): Inline | undefined =>
  entry.kind === 'arrive' && 'announcements' in entry.message ? entry.message : undefined;

const bytesOf = (message: Inline): number => JSON.stringify(message).length;
