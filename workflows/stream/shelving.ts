import { artifactActivities } from '../policies.ts';
import { bytesOf, type Inline, inlineIn, joined, mostInline, neighboursFrom } from './batches.ts';
import type { Inbox, StreamState } from './state.ts';

/**
 * Puts announcements that wait into the artifact store, so that a run which gives way under a flood can hand on all of
 * them. They stay in their place, neighbours together; what comes meanwhile is looked at again.
 */
export async function shelve(state: Pick<StreamState, 'inbox'>): Promise<void> {
  while (bytesInline(state.inbox) > mostInline) {
    const from = state.inbox.findIndex((entry) => inlineIn(entry) !== undefined);
    const neighbours = neighboursFrom(state.inbox, from, inlineIn);
    const claimed = await claimFor(joined(neighbours));
    state.inbox.splice(from, neighbours.length, ...claimed);
  }
}

async function claimFor(message: Inline): Promise<Inbox[]> {
  const count = message.announcements.length;
  if (count === 0) return [];
  const segment = await artifactActivities.storeJson({ value: message });
  return [{ kind: 'arrive', message: { segment, count, bytes: bytesOf(message) } }];
}

const bytesInline = (inbox: readonly Inbox[]): number =>
  inbox.reduce((sum, entry) => {
    const message = inlineIn(entry);
    return message ? sum + bytesOf(message) : sum;
  }, 0);
