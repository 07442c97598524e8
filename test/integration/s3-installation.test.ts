import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { gatewayClient } from '#client/sdk/gateway-client.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed } from '#contracts/window.ts';
import { tidegate } from '#test/support/command.ts';
import { announce, applyMeters, readingOf } from '#test/support/data/meters.ts';
import { eventually } from '#test/support/eventually.ts';
import { sharedBucket } from '#test/support/shared/ask.ts';
import type { SharedBucket } from '#test/support/shared/servers.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';
import { stateQuery } from '#workflows/pipeline/messages.ts';

// Worker, gateway and commands as they are, with all artifacts in a bucket.

let bucket: SharedBucket;
let installation: Installation;

beforeAll(async () => {
  bucket = await sharedBucket();
  for (const [name, value] of Object.entries(bucket.environment)) vi.stubEnv(name, value);
  installation = await openInstallation({ queues: 'core,panes,archive', artifacts: `s3://${bucket.name}/prod` });
  await applyMeters(installation, 'tides');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await installation?.close();
  // Copies are kept in a cache that other processes share.
  if (installation) await rm(installation.artifacts.files, { recursive: true, force: true });
});

const command = (args: readonly string[], more: Record<string, string> = {}) =>
  tidegate(args, { ...installation.environment, ...more });

test('a window is played to its publication, proved and replayed, with nothing of it in a folder', async () => {
  for (const [id, hour] of [
    ['a', 0],
    ['b', 2],
  ] as const) {
    const answer = await announce(installation, 'tides', await readingOf(installation, id, hour));
    expect(answer.status).toBe(202);
  }
  const pipeline = installation.client.workflow.getHandle(workflowId.pipeline('tides'));
  const awaited = { source: 'meter', id: 'a', step: 'published' } as const;
  const gateway = gatewayClient({ url: installation.environment.TIDEGATE_GATEWAY_URL ?? '' });
  const receipt = await gateway.waitForReceipt('tides', awaited, { signal: AbortSignal.timeout(200_000) });
  expect(receipt.steps.published).toHaveLength(1);
  await eventually(async () => expect((await pipeline.query(stateQuery)).published[dataFeed]).toBe(1));

  await vi.waitFor(async () => expect(await command(['ledger', '--pipeline', 'tides'])).toMatchObject({ exit: 0 }), {
    timeout: 200_000,
    interval: 500,
  });
  expect(await command(['replay', workflowId.stream('tides', wholePartition)])).toMatchObject({ exit: 0 });
  expect(await command(['explain', 'arrival', 'a'])).toMatchObject({ exit: 0 });

  expect(await readdir(join(bucket.folder, 'prod'))).toEqual(expect.arrayContaining(['refs', 'sha256']));
  expect(await readdir(installation.home)).not.toContain('artifacts');
});

test('the doctor finds it well, and says what to look at when it is gone', async () => {
  const examined = async (more = {}) => JSON.stringify(JSON.parse((await command(['doctor', '--json'], more)).out));
  expect(await examined()).toContain(`s3://${bucket.name}/prod can be written and read`);
  const gone = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' };
  expect(await examined(gone)).toContain(`aws s3 ls s3://${bucket.name}/prod`);
});
