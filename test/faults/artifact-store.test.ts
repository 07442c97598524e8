import { execFile } from 'node:child_process';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wholePartition, workflowId } from '#contracts/window.ts';
import { stateQuery } from '#workflows/stream/messages.ts';
import { type Installation, openInstallation } from './installation.ts';
import { announceBatch, applyReadings, decidedPane, paneOf, pipeline, sendHours, storeBatch } from './readings.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await openInstallation();
  await applyReadings(installation);
  await sendHours(installation, 0, 1);
  expect(await decidedPane(installation, 0)).toBe('PANE_PUBLISHED');
}, 120_000);
afterAll(() => installation?.close());

/** Expects a refusal that says when to come again. */
async function refused(response: Response) {
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
}

const readiness = async () => (await fetch(`${installation.environment.TIDEGATE_GATEWAY_URL}/health/ready`)).json();

const drafts = () => readdir(join(installation.artifactFolder, 'tmp'));
const arrivals = async () =>
  (await installation.client.workflow.getHandle(workflowId.stream(pipeline, wholePartition)).query(stateQuery))
    .arrivals;

/** Announcements that come together travel together, above 16 KB by way of the store: these need it themselves. */
const announceMany = (count: number) => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const stored = { uri: `artifact:${digest}`, digest, bytes: 1 };
  const ids = Array.from({ length: count }, (_, i) => `${i}-${'long'.repeat(110)}`);
  return Promise.all(ids.map((id) => announceBatch(installation, 4, stored, id)));
};

// An ordinary user meets a closed folder, root is let through: a file in the place of the folder of drafts stops both.
test('a store that can be read but not written refuses files, and what was accepted before is decided later', async () => {
  const folder = join(installation.artifactFolder, 'tmp');
  const stored = await (await storeBatch(installation, 2)).json();
  await rename(folder, `${folder}-away`);
  await writeFile(folder, 'no folder');

  await refused(await storeBatch(installation, 3));
  expect(await readiness()).toMatchObject({
    status: 'unavailable',
    parts: { temporal: { ready: true }, artifacts: { ready: false, code: 'STORE_UNAVAILABLE' } },
  });
  // Its file is stored and its announcement travels inline: Temporal holds it, and the worker waits for the store.
  expect((await announceBatch(installation, 2, stored)).status).toBe(202);
  await expect(installation.client.workflow.getHandle(paneOf(1)).describe()).rejects.toThrow('not found');

  await rm(folder);
  await rename(`${folder}-away`, folder);
  expect(await decidedPane(installation, 1)).toBe('PANE_PUBLISHED');
  await sendHours(installation, 3);
  expect(await decidedPane(installation, 2)).toBe('PANE_PUBLISHED');
});

test('a full disk: nothing is acknowledged that needs it, nothing half-written is left, and all goes on when there is room', async () => {
  // The kernel takes no more bytes than this into any file of gateway and worker, their logs among them: whoever runs the test.
  const room = (bytes: number | 'unlimited') =>
    Promise.all(
      [installation.process('gateway'), installation.process('worker')].map(({ pid }) =>
        promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]),
      ),
    );
  const put = (body: string) =>
    fetch(`${installation.environment.TIDEGATE_GATEWAY_URL}/v1/artifacts`, { method: 'PUT', body });
  const before = await arrivals();
  const stored = await (await storeBatch(installation, 4)).json();

  await room(65_536);
  expect((await put('fits')).status).toBe(201);
  await refused(await put('x'.repeat(300_000)));
  expect(await drafts()).toEqual([]);

  await room(0);
  await refused(await put('does not fit'));
  expect(await readiness()).toMatchObject({ status: 'unavailable', parts: { artifacts: { ready: false } } });
  expect((await announceBatch(installation, 4, stored)).status).toBe(202);
  const answers = await announceMany(400);
  const acknowledged = answers.filter(({ status }) => status === 202);
  for (const answer of answers) if (answer.status !== 202) await refused(answer);
  expect(acknowledged.length).toBeLessThan(answers.length);
  expect(await drafts()).toEqual([]);
  await expect(installation.client.workflow.getHandle(paneOf(3)).describe()).rejects.toThrow('not found');

  await room('unlimited');
  expect(await readiness()).not.toMatchObject({ status: 'unavailable' });
  expect(await decidedPane(installation, 3)).toBe('PANE_PUBLISHED');
  // Exactly what was acknowledged has come.
  await expect.poll(arrivals, { timeout: 20_000 }).toBe(before + 1 + acknowledged.length);
});
