import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '#client/local/run-program.ts';
import { workflowId } from '#contracts/window.ts';
import { projectRoot } from '#stores/settings.ts';
import { decisionsOf } from '#test/support/replayed-log.ts';
import { openShop, programsOf, type Shop } from './shop.ts';

// Programs that signal the stream themselves, as a person would run them.

let shop: Shop;
let python: string;

beforeAll(async () => {
  const [opened, programs] = await Promise.all([openShop(), programsOf('python')]);
  shop = opened;
  python = join(programs, 'python');
}, 300_000);
afterAll(() => shop?.close());

const stream = workflowId.stream('shop', 'all');

const run = (program: string, ...args: string[]) =>
  runProgram(program, args, { cwd: projectRoot, env: { ...process.env, ...shop.environment } });

/** What the Python client sends of its own accord, before anything that is right. */
const rubbish = `
import asyncio
import os
from temporalio.client import Client
from temporalio.envconfig import ClientConfig

async def main():
    client = await Client.connect(**ClientConfig.load_client_connect_config())
    stream = client.get_workflow_handle("${stream}")
    await stream.signal("arrive", {"wrong": True})
    await stream.signal("arrive", b"\\xff\\x00 no JSON")
    await stream.signal("arrive")
    await stream.signal("arrive", {"announcements": [{"kind": "arrival", "id": "half"}]})
    await stream.signal("noSuchSignal", 1)

asyncio.run(main())
os._exit(0)
`;

/** How often the stream has decided each of the codes that rubbish gets. */
async function refusals() {
  const codes = (await decisionsOf(shop.installation, stream)).map(({ decision }) => decision.code);
  const times = (code: string) => codes.filter((each) => each === code).length;
  return { refused: times('MESSAGE_REFUSED'), malformed: times('ARRIVAL_MALFORMED') };
}

test('rubbish becomes decisions, and what Python and TypeScript signal afterwards is gated and published', async () => {
  const before = await refusals();
  expect(await run(python, '-c', rubbish)).toEqual({ code: 0, output: '', errors: '' });
  expect(await run(python, 'examples/upstream/python/announce.py')).toEqual({ code: 0, output: '', errors: '' });
  const typescript = await run(process.execPath, 'examples/upstream/typescript/announce.ts');
  expect(typescript).toEqual({ code: 0, output: '', errors: '' });

  const signal = AbortSignal.timeout(60_000);
  for (const source of ['orders', 'payments']) {
    const awaited = { source, id: `${source}/2026-03-02`, step: 'published' } as const;
    const { steps } = await shop.gateway.waitForReceipt('shop', awaited, { signal });
    expect(steps).toMatchObject({ gated: [{ verdict: 'pass' }], published: [{ code: 'PANE_PUBLISHED' }] });
  }

  const handle = shop.installation.client.workflow.getHandle(stream);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  expect(await refusals()).toEqual({ refused: before.refused + 4, malformed: before.malformed + 1 });
});
