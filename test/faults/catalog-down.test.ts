import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { RecordedDecision } from '#contracts/decision.ts';
import { wholePartition, workflowId } from '#contracts/window.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { decisionsOf } from './decisions.ts';
import { type Installation, openInstallation } from './installation.ts';
import { applyReadings, decidedPane, paneOf, pipeline, sendHours } from './readings.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await openInstallation();
  await applyReadings(installation);
}, 120_000);
afterAll(() => installation?.close());

const readiness = async () => {
  const response = await fetch(`${installation.environment.TIDEGATE_GATEWAY_URL}/health/ready`);
  return { status: response.status, body: await response.json() };
};

test('while the catalog is down deciding goes on; when it is back it lacks nothing, though the worker was killed meanwhile', async () => {
  await sendHours(installation, 0, 1);
  expect(await decidedPane(installation, 0)).toBe('PANE_PUBLISHED');

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

  // What waited in its memory for the catalog is gone; and it comes back without a catalog.
  await installation.process('worker').kill();
  await installation.startWorker();
  await sendHours(installation, 3);
  expect(await decidedPane(installation, 2)).toBe('PANE_PUBLISHED');

  await installation.postgres.restart();
  await expect.poll(readiness, { timeout: 20_000 }).toMatchObject({ status: 200, body: { status: 'ready' } });
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
  const patience = { timeout: 60_000, interval: 500 };
  await expect.poll(() => cataloged(closed, 'confirmed'), patience).toEqual(decided(closed));
  await expect.poll(() => cataloged(open, 'provisional'), patience).toEqual(decided(open));
});

const hashesOf = (decisions: readonly Pick<RecordedDecision, 'decision'>[]): string[] =>
  decisions.map(({ decision }) => decision.hash).sort();
