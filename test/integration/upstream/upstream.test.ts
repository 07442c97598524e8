import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { openSupervisor } from '#local/processes.ts';
import { runProgram } from '#local/run-program.ts';
import { projectRoot } from '#stores/settings.ts';
import { decisionsOf } from '#test/support/replayed-log.ts';
import { openShop, programsOf, type Shop } from './shop.ts';

// What shows others how to announce, run as they would run it. They share a shop, and each brings days of its own, one after another:
// what a day's sources say is complete, is complete for the days before it.

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

const alarm = () => AbortSignal.timeout(240_000);

/** The receipt of a source's day, once it is published. */
const published = (source: string, day: string) =>
  shop.gateway.waitForReceipt('shop', { source, id: `${source}/${day}`, step: 'published' }, { signal: alarm() });

describe('programs that signal the stream themselves', () => {
  const stream = workflowId.stream('shop', 'all');
  let python: string;
  beforeAll(async () => {
    python = join(await programsOf('python'), 'python');
  });

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
    expect(await run(python, '-c', rubbish)).toEqual({ code: 0, output: '', errors: '' });
    expect(await run(python, 'examples/upstream/python/announce.py')).toEqual({ code: 0, output: '', errors: '' });
    const typescript = await run(process.execPath, 'examples/upstream/typescript/announce.ts');
    expect(typescript).toEqual({ code: 0, output: '', errors: '' });

    for (const source of ['orders', 'payments']) {
      const { steps } = await published(source, '2026-03-02');
      expect(steps).toMatchObject({ gated: [{ verdict: 'pass' }], published: [{ code: 'PANE_PUBLISHED' }] });
    }

    const handle = shop.installation.client.workflow.getHandle(stream);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(await refusals()).toEqual({ refused: 4, malformed: 1 });
  });
});

/** A folder of days of orders, with the payments of each. */
async function ordersOf(name: string, days: Readonly<Record<string, 'good' | 'bad'>>): Promise<string> {
  const folder = join(shop.folder, name, 'orders');
  await mkdir(folder, { recursive: true });
  for (const [day, kind] of Object.entries(days)) {
    await shop.bringPayments(day);
    await shop.writeOrders(join(folder, `${day}.csv`), day, kind);
  }
  return folder;
}

/** A copy of an example that looks again after two seconds, not after ten. */
async function hurried(name: 'airflow' | 'dagster', interval: string): Promise<string> {
  const text = await readFile(join(projectRoot, 'examples', 'upstream', name, 'orders.py'), 'utf8');
  if (!text.includes(`${interval}=10`)) throw new Error(`the example for ${name} has no ${interval} of 10`);
  const folder = join(shop.folder, name, 'program');
  await mkdir(folder);
  const copy = join(folder, 'orders.py');
  await writeFile(copy, text.replace(`${interval}=10`, `${interval}=2`));
  return copy;
}

describe('Airflow', () => {
  /** Runs Airflow's own commands in one process, each as its own would: its start is half of what a command takes. */
  const commands = `
import json
import sys
from airflow.__main__ import main

def airflow(*args):
    sys.argv = ["airflow", *args]
    try:
        main()
    except SystemExit as ended:
        return ended.code or 0
    return 0

print("\\n" + json.dumps([airflow(*args) for args in json.loads(sys.argv[1])]))
`;

  test('goes on with a DAG once the gate has let its day through, and fails one that it has not with the code', async () => {
    const [good, bad] = ['2026-03-03', '2026-03-04'];
    const orders = await ordersOf('airflow', { [good]: 'good', [bad]: 'bad' });
    const programs = await programsOf('airflow');
    const home = join(shop.folder, 'airflow');
    const dags = dirname(await hurried('airflow', 'poke_interval'));
    const asked = [['db', 'migrate'], ...[good, bad].map((day) => ['dags', 'test', 'orders', day])];
    const { code, output, errors } = await runProgram(
      join(programs, 'python'),
      ['-c', commands, JSON.stringify(asked)],
      {
        cwd: home,
        signal: alarm(),
        env: {
          ...process.env,
          ...shop.environment,
          ORDERS: orders,
          PATH: `${programs}:${process.env.PATH}`,
          AIRFLOW_HOME: home,
          AIRFLOW__CORE__DAGS_FOLDER: dags,
          AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
        },
      },
    );
    const said = output + errors;
    expect(code, said).toBe(0);
    expect(JSON.parse(output.trimEnd().split('\n').at(-1) ?? ''), said).toEqual([0, 0, 'DagRun failed']);
    expect(said).toContain('PANE_HELD: the gate says GATE_FAILED');
    expect((await published('orders', good)).steps.published).toHaveLength(1);
  });
});

describe('Dagster', () => {
  /** Waits until it has recorded two outcomes of the asset check; prints them, the oldest first, and how many materializations. */
  const question = `
import json
import time
import dagster as dg

with dg.DagsterInstance.get() as instance:
    key = dg.AssetCheckKey(dg.AssetKey("orders"), "tidegate")
    history = []
    while len(history) < 2:
        time.sleep(1)
        history = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    checks = [record.event.dagster_event.event_specific_data for record in reversed(history)]
    said = [{"passed": c.passed, "code": c.description, **{k: v.value for k, v in c.metadata.items()}} for c in checks]
    known = instance.fetch_materializations(dg.AssetKey("orders"), limit=10).records
    print(json.dumps({"checks": said, "materializations": len(known)}))
`;
  /** Makes its database: two processes that did so at once would leave it useless. */
  const made = 'import dagster as dg\nwith dg.DagsterInstance.get() as instance: instance.get_runs(limit=1)';
  const Recorded = z.object({
    checks: z.array(z.object({ passed: z.boolean(), code: z.string(), batch: z.string(), gate: z.string() })),
    materializations: z.number(),
  });

  test('has a sensor that reports a day that the gate let through, and one that it did not with the code', async () => {
    const [good, bad] = ['2026-03-05', '2026-03-06'];
    const orders = await ordersOf('dagster', { [good]: 'good', [bad]: 'bad' });
    const programs = await programsOf('dagster');
    const home = join(shop.folder, 'dagster');
    await writeFile(join(home, 'dagster.yaml'), 'telemetry: { enabled: false }\n');
    const program = await hurried('dagster', 'minimum_interval_seconds');
    const env = { ...shop.environment, ORDERS: orders, DAGSTER_HOME: home, PATH: `${programs}:${process.env.PATH}` };
    const ask = (text: string) =>
      runProgram(join(programs, 'python'), ['-c', text], { env: { ...process.env, ...env }, signal: alarm() });

    expect(await ask(made)).toMatchObject({ code: 0 });
    const supervisor = await openSupervisor(join(home, 'supervisor'));
    try {
      await supervisor.start({
        name: 'dagster-daemon',
        run: {
          command: join(programs, 'dagster-daemon'),
          args: ['run', '-f', program],
        },
        cwd: home,
        env,
      });
      const { output, errors } = await ask(question);
      expect(output, errors).not.toBe('');
      expect(Recorded.parse(JSON.parse(output))).toEqual({
        checks: [
          { passed: true, code: 'PANE_PUBLISHED', batch: `orders/${good}`, gate: 'GATE_PASSED' },
          { passed: false, code: 'PANE_HELD', batch: `orders/${bad}`, gate: 'GATE_FAILED' },
        ],
        materializations: 1,
      });
    } finally {
      await supervisor.stop();
    }
  });
});
