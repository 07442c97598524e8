// Moves announcements that wait into the artifact store, where they are too many to be handed on.

import { type CarryingMessage, countIn } from '#contracts/arrival.ts';
import { artifactActivities } from '../../run/policies.ts';
import type { Inbox, StreamState } from '../state.ts';
import { bytesOf, carriedIn, mostCarried, neighboursFrom } from './batches.ts';

/**
 * Puts announcements that wait into the artifact store, so that a run which gives way under a flood can hand on all of
 * them. They stay in their place, neighbours together; what comes meanwhile is looked at again.
 */
export async function shelve(state: Pick<StreamState, 'inbox'>): Promise<void> {
  while (bytesCarried(state.inbox) > mostCarried) {
    const from = state.inbox.findIndex((entry) => carriedIn(entry) !== undefined);
    const neighbours = neighboursFrom(state.inbox, from, carriedIn);
    const claimed = await claimFor(neighbours);
    state.inbox.splice(from, neighbours.length, ...claimed);
  }
}

async function claimFor(messages: readonly CarryingMessage[]): Promise<Inbox[]> {
  const count = countIn(messages);
  if (count === 0) return [];
  const bytes = messages.reduce((sum, message) => sum + bytesOf(message), 0);
  const claim = await artifactActivities.storeJson({ value: { messages } });
  return [{ kind: 'arrive', message: { claim, count, bytes } }];
}

const bytesCarried = (inbox: readonly Inbox[]): number =>
  inbox.reduce((sum, entry) => {
    const message = carriedIn(entry);
    return message ? sum + bytesOf(message) : sum;
  }, 0);
