import { expect, test } from 'vitest';
import { ArriveMessage, Claimed, mostAnnouncements } from '#contracts/arrival.ts';
import { digestOf } from '#domain/digest.ts';
import { type Shelf, shelved } from '#worker/recovery/shelved.ts';
import { carriedIn, mostCarried } from '#workflows/stream/arrivals/batches.ts';
import type { Inbox } from '#workflows/stream/state.ts';

const inInbox: Shelf<Inbox> = { messageIn: carriedIn, entryOf: (message) => ({ kind: 'arrive', message }) };
const batch = (id: number, bytes = 10): Inbox => ({
  kind: 'arrive',
  message: { announcements: [{ id, text: 'x'.repeat(bytes) }] },
});
const assertion: Inbox = {
  kind: 'assert',
  assertion: { kind: 'watermark', id: 'w', source: 'weather', completeThrough: 0 },
};

/** Shelves a stream's inbox, and answers what is left of it and what the store got. */
async function shelve(inbox: readonly Inbox[]) {
  const stored: unknown[] = [];
  const putJson = async (value: unknown) => {
    stored.push(value);
    return { digest: digestOf(value), bytes: JSON.stringify(value).length };
  };
  return { left: await shelved({ putJson }, inbox, inInbox), stored };
}

test('what is small stays as it is', async () => {
  const inbox = [batch(1), assertion, batch(2)];
  expect(await shelve(inbox)).toEqual({ left: inbox, stored: [] });
});

test('what is large goes into the store in its place, neighbours together, and never across anything else', async () => {
  const half = mostCarried / 2;
  const { left, stored } = await shelve([batch(1), batch(2, half), assertion, batch(3, half), batch(4)]);
  expect(left.map((entry) => (entry.kind === 'arrive' ? entry.message : entry.kind))).toEqual([
    { claim: digestOf(stored[0]), count: 2, bytes: JSON.stringify(stored[0]).length },
    'assert',
    { claim: digestOf(stored[1]), count: 2, bytes: JSON.stringify(stored[1]).length },
  ]);
  const messagesOf = (...ids: number[]) => ({ messages: ids.map((id) => ({ announcements: [{ id }] })) });
  expect(stored).toMatchObject([messagesOf(1, 2), messagesOf(3, 4)]);
});

test('each message that it makes is one that a stream takes, and all together hold every announcement', async () => {
  const count = 2 * mostAnnouncements + 1;
  const { left, stored } = await shelve(Array.from({ length: count }, (_, id) => batch(id, 200)));
  const messages = left.flatMap((entry) => (entry.kind === 'arrive' ? [ArriveMessage.parse(entry.message)] : []));
  expect(messages).toHaveLength(stored.length);
  expect(messages.reduce((sum, message) => sum + ('count' in message ? message.count : 0), 0)).toBe(count);
  const claimed = stored.map((value) => Claimed.parse(value));
  expect(claimed.flatMap((claim) => ('messages' in claim ? claim.messages : []))).toHaveLength(count);
});
