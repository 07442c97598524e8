import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { RecordedDecision } from '#contracts/decision.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { announceArrival, announceArrivals } from '#test/support/announce.ts';
import {
  announceBatch,
  applyReadings,
  arrivalOf,
  decidedPane,
  paneOf,
  pipeline,
  sendHours,
  storeBatch,
} from '#test/support/data/readings.ts';
import { eventually } from '#test/support/eventually.ts';
import { decisionsOf } from '#test/support/replayed-log.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';
import { stateQuery } from '#workflows/stream/messages.ts';

// One installation for all: hours are sent on from test to test.
let installation: Installation;

beforeAll(async () => {
  installation = await openInstallation({ own: ['postgres'] });
  await applyReadings(installation);
  await sendHours(installation, 0, 1);
  expect(await decidedPane(installation, 0)).toBe('PANE_PUBLISHED');
});
afterAll(() => installation?.close());

const readiness = async () => {
  const response = await fetch(`${installation.environment.TIDEGATE_GATEWAY_URL}/health/ready`);
  return { status: response.status, body: await response.json() };
};

/** Between two attempts at the catalog; an attempt that dies with its worker is made again after a minute only. */
async function archiveWaits() {
  const { raw } = await installation.client.workflow.getHandle(workflowId.archive()).describe();
  const [pending] = raw.pendingActivities ?? [];
  expect(pending).toMatchObject({ state: scheduled, lastFailure: { message: expect.stringContaining('catalog') } });
}
/** `PENDING_ACTIVITY_STATE_SCHEDULED` of Temporal's protocol. */
const scheduled = 1;

test('while the catalog is down deciding goes on; when it is back it lacks nothing, though the worker was killed meanwhile', async () => {
  await installation.postgres.kill();
  expect(await readiness()).toMatchObject({
    status: 200,
    body: {
      status: 'degraded',
      parts: { worker: { ready: true }, catalog: { ready: false, code: 'CATALOG_UNAVAILABLE' } },
    },
  });
  await sendHours(installation, 2);
  expect(await decidedPane(installation, 1)).toBe('PANE_PUBLISHED');

  // What waits in the worker's memory for the catalog is lost with it; and it comes back without a catalog.
  await eventually(archiveWaits);
  await installation.process('worker').kill();
  await installation.startWorker();
  await sendHours(installation, 3);
  expect(await decidedPane(installation, 2)).toBe('PANE_PUBLISHED');

  await installation.postgres.restart();
  await eventually(async () => expect(await readiness()).toMatchObject({ status: 200, body: { status: 'ready' } }));
  const closed = [0, 1, 2].map(paneOf);
  const open = [workflowId.pipeline(pipeline), workflowId.stream(pipeline, wholePartition)];
  const expected = await decisionsOf(installation, ...closed, ...open);
  const decided = (ids: readonly string[]) =>
    hashesOf(expected.filter((decision) => ids.includes(decision.workflowId)));
  expect(decided(closed).length).toBeGreaterThanOrEqual(closed.length);
  const catalog = openCatalog(installation.environment.TIDEGATE_CATALOG_URL ?? '');
  onTestFinished(() => catalog.close());
  const cataloged = async (ids: readonly string[], status: 'confirmed' | 'provisional') =>
    hashesOf((await Promise.all(ids.map((id) => catalog.decisions({ workflowId: id, status })))).flat());
  await eventually(async () => expect(await cataloged(closed, 'confirmed')).toEqual(decided(closed)));
  await eventually(async () => expect(await cataloged(open, 'provisional')).toEqual(decided(open)));
});

const hashesOf = (decisions: readonly Pick<RecordedDecision, 'decision'>[]): string[] =>
  decisions.map(({ decision }) => decision.hash).sort();

/** Expects a refusal that says when to come again. */
async function refused(response: Response) {
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ code: 'STORE_UNAVAILABLE' });
}

const drafts = () => readdir(join(installation.artifactFolder, 'tmp'));
const arrivals = async () =>
  (await installation.client.workflow.getHandle(workflowId.stream(pipeline, wholePartition)).query(stateQuery))
    .arrivals;

/** Arrivals whose ids no packing makes short. */
const manyArrivals = (count: number) => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const stored = { uri: `artifact:${digest}`, digest, bytes: 1 };
  return Array.from({ length: count }, (_, i) => arrivalOf(6, stored, `${i}-${randomBytes(220).toString('hex')}`));
};

// An ordinary user meets a closed folder, root is let through: a file in the place of the folder of drafts stops both.
test('a store that can be read but not written refuses files, and what was accepted before is decided later', async () => {
  const folder = join(installation.artifactFolder, 'tmp');
  const stored = await (await storeBatch(installation, 4)).json();
  await rename(folder, `${folder}-away`);
  await writeFile(folder, 'no folder');

  await refused(await storeBatch(installation, 5));
  expect(await readiness()).toMatchObject({
    status: 503,
    body: {
      status: 'unavailable',
      parts: { temporal: { ready: true }, artifacts: { ready: false, code: 'STORE_UNAVAILABLE' } },
    },
  });
  // Its file is stored and its announcement travels inline: Temporal holds it, and the worker waits for the store.
  expect((await announceBatch(installation, 4, stored)).status).toBe(202);
  await expect(installation.client.workflow.getHandle(paneOf(3)).describe()).rejects.toThrow('not found');

  await rm(folder);
  await rename(`${folder}-away`, folder);
  expect(await decidedPane(installation, 3)).toBe('PANE_PUBLISHED');
  await sendHours(installation, 5);
  expect(await decidedPane(installation, 4)).toBe('PANE_PUBLISHED');
});

// The kernel takes no more bytes than allowed into any file of gateway and worker, their logs among them: as a full disk, and
// an ordinary user may say so.
test.runIf(process.platform === 'linux')(
  'on a full disk nothing is acknowledged that needs it, nothing half-written is left, and all goes on with room',
  async () => {
    const room = (bytes: number | 'unlimited') =>
      Promise.all(
        [installation.process('gateway'), installation.process('worker')].map(({ pid }) =>
          promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]),
        ),
      );
    const put = (body: string) =>
      fetch(`${installation.environment.TIDEGATE_GATEWAY_URL}/v1/artifacts`, { method: 'PUT', body });
    const before = await arrivals();
    const stored = await (await storeBatch(installation, 6)).json();

    await room(65_536);
    // Again and again: a sender who is refused in the middle of a file hears it, and the connection serves on.
    for (let times = 0; times < 20; times += 1) {
      expect((await put('fits')).status).toBe(201);
      await refused(await put('x'.repeat(300_000)));
    }
    await eventually(async () => expect(await drafts()).toEqual([]));

    await room(0);
    await refused(await put('does not fit'));
    expect(await readiness()).toMatchObject({ status: 503, body: { parts: { artifacts: { ready: false } } } });
    expect((await announceBatch(installation, 6, stored)).status).toBe(202);
    // What comes in one request travels together, above 16 KB packed by way of the store.
    await refused(await announceArrivals(installation, pipeline, manyArrivals(400)));
    const answers = await Promise.all(
      manyArrivals(400).map((arrival) => announceArrival(installation, pipeline, arrival)),
    );
    const acknowledged = answers.filter(({ status }) => status === 202);
    for (const answer of answers) if (answer.status !== 202) await refused(answer);
    // The worker tries on: each of its attempts leaves nothing either.
    await eventually(async () => expect(await drafts()).toEqual([]));
    await expect(installation.client.workflow.getHandle(paneOf(5)).describe()).rejects.toThrow('not found');

    await room('unlimited');
    expect(await readiness()).toMatchObject({ status: 200 });
    expect(await decidedPane(installation, 5)).toBe('PANE_PUBLISHED');
    // Exactly what was acknowledged has come.
    await eventually(async () => expect(await arrivals()).toBe(before + 1 + acknowledged.length));
  },
);
