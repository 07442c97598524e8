import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { streams } from '#client/gateway/streams.ts';
import { acceptedIn } from '#test/support/accepted.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { paneStandIn } from '#test/support/stand-ins/panes.ts';
import { arrivalOf, policyOf } from '#test/support/stand-ins/streams.ts';
import * as messages from '#workflows/stream/messages.ts';

const site = await openWorkflowSite({ panes: paneStandIn(() => 100) });

/** Announces one arrival after another until the stream's run is no more: how many Temporal took. */
async function announceToTheEnd(stream: string, gapMs: number): Promise<number> {
  const handle = site.client.workflow.getHandle(stream);
  for (let taken = 0; ; taken += 1) {
    try {
      await handle.signal(messages.arriveSignal, { announcements: [arrivalOf(`${taken}`, [0, 500])] });
    } catch {
      return taken;
    }
    await sleep(gapMs);
  }
}

/** How the gateway answers who announces to a stream that is no more. */
const refusalFor = (pipeline: string): Promise<unknown> =>
  streams(site.client, site.artifacts)
    .announce(pipeline, 'all', arrivalOf('after', [0, 500]))
    .catch((error: unknown) => error);

test('a stream that drains decides all that Temporal took: accepted before, refused after', async () => {
  const id = 'stream/leaving-drained/all';
  await site.neighbour('pipeline/leaving-drained');
  const notices = { webhook: 'http://127.0.0.1:1/drained' };
  const handle = await site.start('stream', id, { policy: { ...policyOf('leaving-drained'), notices } });
  const announced = announceToTheEnd(id, 15);
  await eventually(() => expect(acceptedIn(site.decisions(id))).toBeGreaterThan(20));
  await handle.executeUpdate(messages.drainUpdate, { args: [{ by: 'ada' }] });
  expect(await handle.result()).toMatchObject({ outcome: 'drained' });
  const noticed = site.notices.filter(({ source }) => source === id).map(({ decision }) => decision.code);
  expect(noticed).toContain('STREAM_DRAINED');
  const taken = await announced;
  const refused = site.decisions(id, 'STREAM_DRAINED').filter(({ kind }) => kind === 'message');
  await eventually(() => expect(acceptedIn(site.decisions(id)) + refused.length).toBe(taken));
  expect(await refusalFor('leaving-drained')).toMatchObject({ problem: { code: 'STREAM_DRAINED' } });
  for (const run of await site.replayed(id)) expect(run.failure).toBeUndefined();
});

test('a stream that is renamed loses nothing that Temporal took', async () => {
  const id = 'stream/leaving-renamed/all';
  for (const name of ['leaving-renamed', 'left']) await site.neighbour(`pipeline/${name}`);
  const handle = await site.start('stream', id, { policy: policyOf('leaving-renamed') });
  const announced = announceToTheEnd(id, 100);
  await eventually(() => expect(acceptedIn(site.decisions(id))).toBeGreaterThan(20));
  await handle.signal(messages.pipelineRenamedSignal, { to: 'left', by: 'ada' });
  expect(await handle.result()).toMatchObject({ outcome: 'renamed' });
  const taken = await announced;
  const successor = site.client.workflow.getHandle('stream/left/all');
  await eventually(async () => expect((await successor.query(messages.stateQuery)).arrivals).toBe(taken));
  expect(await refusalFor('leaving-renamed')).toMatchObject({
    problem: { code: 'PIPELINE_RENAMED', expected: 'left' },
  });
  for (const run of await site.replayed(id)) expect(run.failure).toBeUndefined();
});
