import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '#client/local/run-program.ts';
import { projectRoot } from '#stores/settings.ts';
import { openShop, programsOf, type Shop } from './shop.ts';

let shop: Shop;
let programs: string;

beforeAll(async () => {
  [shop, programs] = await Promise.all([openShop(), programsOf('airflow')]);
  expect(await airflow('db', 'migrate')).toMatchObject({ code: 0 });
}, 600_000);
afterAll(() => shop?.close());

/** Airflow's own command, with a SQLite database of the test's. */
const airflow = (...args: string[]) =>
  runProgram(join(programs, 'airflow'), args, {
    cwd: shop.folder,
    signal: AbortSignal.timeout(120_000),
    env: {
      ...process.env,
      ...shop.environment,
      PATH: `${programs}:${process.env.PATH}`,
      AIRFLOW_HOME: join(shop.folder, 'airflow'),
      AIRFLOW__CORE__DAGS_FOLDER: join(projectRoot, 'examples', 'upstream', 'airflow'),
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    },
  });

async function runDag(day: string) {
  await shop.bringPayments(day);
  const { code, output, errors } = await airflow('dags', 'test', 'orders', day);
  return { code, said: output + errors };
}

test('a DAG goes on once the gate has let its day through, and fails with the code of one that it has not', async () => {
  await shop.writeOrders('2026-03-02', 'good');
  const good = await runDag('2026-03-02');
  expect(good.code, good.said).toBe(0);
  const signal = AbortSignal.timeout(60_000);
  const awaited = { source: 'orders', id: 'orders/2026-03-02', step: 'published' } as const;
  expect((await shop.gateway.waitForReceipt('shop', awaited, { signal })).steps.published).toHaveLength(1);

  await shop.writeOrders('2026-03-03', 'bad');
  const bad = await runDag('2026-03-03');
  expect(bad.code, bad.said).toBe(1);
  expect(bad.said).toContain('PANE_HELD: the gate says GATE_FAILED');
}, 300_000);
