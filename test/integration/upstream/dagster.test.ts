import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openSupervisor, type Supervisor } from '#client/local/processes.ts';
import { runProgram } from '#client/local/run-program.ts';
import { projectRoot } from '#stores/settings.ts';
import { openShop, programsOf, type Shop } from './shop.ts';

let shop: Shop;
let programs: string;
let supervisor: Supervisor;

beforeAll(async () => {
  [shop, programs] = await Promise.all([openShop(), programsOf('dagster')]);
  await mkdir(join(shop.folder, 'dagster'));
  await writeFile(join(shop.folder, 'dagster', 'dagster.yaml'), 'telemetry: { enabled: false }\n');
  supervisor = await openSupervisor(join(shop.folder, 'supervisor'));
  for (const [day, kind] of [
    ['2026-03-02', 'good'],
    ['2026-03-03', 'bad'],
  ] as const) {
    await shop.bringPayments(day);
    await shop.writeOrders(day, kind);
  }
  // Makes the database too: two processes that did so at once would leave it useless.
  expect(await recorded()).toEqual({ checks: [], materializations: 0 });
  await supervisor.start({
    name: 'dagster-daemon',
    run: {
      command: join(programs, 'dagster-daemon'),
      args: ['run', '-f', join(projectRoot, 'examples', 'upstream', 'dagster', 'orders.py')],
    },
    cwd: shop.folder,
    env: environment(),
  });
}, 600_000);
afterAll(async () => {
  await supervisor?.stop();
  await shop?.close();
});

const environment = () => ({
  ...shop.environment,
  DAGSTER_HOME: join(shop.folder, 'dagster'),
  PATH: `${programs}:${process.env.PATH}`,
});

/** What Dagster has recorded: the outcomes of the asset check, the oldest first, and how many materializations. */
const question = `
import json
import dagster as dg

with dg.DagsterInstance.get() as instance:
    key = dg.AssetCheckKey(dg.AssetKey("orders"), "tidegate")
    history = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    checks = [record.event.dagster_event.event_specific_data for record in reversed(history)]
    said = [{"passed": c.passed, "code": c.description, **{k: v.value for k, v in c.metadata.items()}} for c in checks]
    known = instance.fetch_materializations(dg.AssetKey("orders"), limit=10).records
    print(json.dumps({"checks": said, "materializations": len(known)}))
`;
const Recorded = z.object({
  checks: z.array(z.object({ passed: z.boolean(), code: z.string(), batch: z.string(), gate: z.string() })),
  materializations: z.number(),
});

async function recorded() {
  const env = { ...process.env, ...environment() };
  const { output, errors } = await runProgram(join(programs, 'python'), ['-c', question], { env });
  expect(output, errors).not.toBe('');
  return Recorded.parse(JSON.parse(output));
}

test('a sensor reports a day that the gate let through, and one that it did not with the code', async () => {
  const found = await vi.waitFor(
    async () => {
      const now = await recorded();
      expect(now.checks).toHaveLength(2);
      return now;
    },
    { timeout: 150_000, interval: 2_000 },
  );
  expect(found).toEqual({
    checks: [
      { passed: true, code: 'PANE_PUBLISHED', batch: 'orders/2026-03-02', gate: 'GATE_PASSED' },
      { passed: false, code: 'PANE_HELD', batch: 'orders/2026-03-03', gate: 'GATE_FAILED' },
    ],
    materializations: 1,
  });
}, 240_000);
