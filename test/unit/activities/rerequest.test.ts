import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Rerequesting } from '#activities/notices/port.ts';
import { createRerequestActivities } from '#activities/notices/rerequest.ts';
import type { ArrivalAccount } from '#contracts/ledger.ts';
import { mostRerequested, RerequestEvent } from '#contracts/rerequest.ts';
import { sha256 } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openWebhook } from '#test/support/stand-ins/receiver.ts';
import { accountOf, included } from './accounts.ts';

const folder = await mkdtemp(join(tmpdir(), 'tidegate-rerequest-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const artifacts = await openArtifactStore(folder);

/** Posts a request about a pane with these arrivals. */
async function ask(to: string, arrivals: readonly ArrivalAccount[], more: Partial<Rerequesting> = {}): Promise<void> {
  const account = accountOf(arrivals);
  const { digest } = await artifacts.putJson(account);
  const { sendRerequest } = createRerequestActivities({ artifacts, environment: {} });
  await sendRerequest({
    to,
    workflowId: 'window/shop/all/0~1000/0',
    decision: { hash: sha256('asked'), at: 1_000 },
    request: {
      pipeline: 'shop',
      partition: 'all',
      source: 'flights',
      window: account.window,
      pane: account.pane,
      until: 2_000,
      reason: 'GATE_FAILED',
      findings: [{ check: 'rowCount', code: 'ROW_COUNT_BELOW_MINIMUM' }],
    },
    account: digest,
    ...more,
  });
}

const eventsAt = ({ requests }: { readonly requests: readonly { readonly body: Buffer }[] }) =>
  requests.map(({ body }) => RerequestEvent.parse(JSON.parse(body.toString())));

test('a source hears why, until when, and of its own arrivals only', async () => {
  const webhook = await openWebhook();
  await ask(webhook.url, [included('a', 0), included('w', 1, 'weather'), included('b', 2)]);
  expect(eventsAt(webhook)).toMatchObject([
    {
      id: sha256('asked'),
      source: 'window/shop/all/0~1000/0',
      data: {
        until: 2_000,
        reason: 'GATE_FAILED',
        findings: [{ check: 'rowCount' }],
        arrivals: [{ id: 'a' }, { id: 'b' }],
        arrivalCount: 2,
      },
    },
  ]);
});

test('of many arrivals the first are named, and all are counted', async () => {
  const webhook = await openWebhook();
  await ask(
    webhook.url,
    Array.from({ length: mostRerequested + 1 }, (_, i) => included(`${i}`, i)),
  );
  const [event] = eventsAt(webhook);
  expect(event?.data.arrivals).toHaveLength(mostRerequested);
  expect(event?.data.arrivalCount).toBe(mostRerequested + 1);
});

test.each([
  [410, true],
  [503, false],
])('an answer of %i is final: %s', async (status, nonRetryable) => {
  const webhook = await openWebhook(() => status);
  await expect(ask(webhook.url, [])).rejects.toMatchObject({ type: 'REREQUEST_REFUSED', nonRetryable });
});

test('without its secret nobody is asked', async () => {
  const webhook = await openWebhook();
  await expect(ask(webhook.url, [], { secretRef: 'env:NONE' })).rejects.toMatchObject({
    type: 'WEBHOOK_SECRET_MISSING',
  });
  expect(webhook.requests).toEqual([]);
});
