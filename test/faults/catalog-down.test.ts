import { afterAll, beforeAll, expect, test } from 'vitest';
import { replayRuns } from '#client/audit/replayed.ts';
import { wholePartition, workflowId } from '#contracts/window.ts';
import { openCatalog } from '#stores/catalog/open.ts';
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

/** The decisions that the histories of these workflows give in replay. */
async function replayed(workflowIds: readonly string[]): Promise<string[]> {
  const hashes: string[] = [];
  const environment = { ...process.env, ...installation.environment };
  for await (const run of replayRuns({ workflowIds, open: true, decisions: true }, environment)) {
    expect(run.outcome).not.toBe('diverged');
    hashes.push(...(run.recorded ?? []).map(({ decision }) => decision.hash));
  }
  return hashes.sort();
}

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
  await installation.killWorker();
  await installation.startWorker();
  await sendHours(installation, 3);
  expect(await decidedPane(installation, 2)).toBe('PANE_PUBLISHED');

  await installation.postgres.restart();
  await expect.poll(readiness, { timeout: 20_000 }).toMatchObject({ status: 200, body: { status: 'ready' } });
  const closed = [0, 1, 2].map(paneOf);
  const open = [workflowId.pipeline(pipeline), workflowId.stream(pipeline, wholePartition)];
  const catalog = openCatalog(installation.environment.TIDEGATE_CATALOG_URL ?? '');
  const cataloged = async (workflowIds: readonly string[], status?: 'confirmed') => {
    const found = await Promise.all(
      workflowIds.map((id) => catalog.decisions({ workflowId: id, ...(status && { status }) })),
    );
    return found
      .flat()
      .map(({ decision }) => decision.hash)
      .sort();
  };
  try {
    const expected = { closed: await replayed(closed), open: await replayed(open) };
    expect(expected.closed.length).toBeGreaterThanOrEqual(closed.length);
    await expect
      .poll(() => cataloged(closed, 'confirmed'), { timeout: 40_000, interval: 500 })
      .toEqual(expected.closed);
    await expect.poll(() => cataloged(open), { timeout: 20_000, interval: 500 }).toEqual(expected.open);
  } finally {
    await catalog.close();
  }
});
