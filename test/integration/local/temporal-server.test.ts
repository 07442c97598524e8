import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { findTemporal } from '#local/temporal-binary.ts';
import { startTemporal, type TemporalServer } from '#local/temporal-server.ts';
import { readSettings } from '#stores/settings.ts';
import { temporaryFolder } from './fixtures/folders.ts';

const { cache } = readSettings();

async function within<T>(server: TemporalServer, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  try {
    return await work(new Client({ connection, namespace: server.namespace }));
  } finally {
    await connection.close();
  }
}

test('a workflow and its signals survive SIGKILL of the server, on the same ports', async () => {
  const { path: binary } = await findTemporal({ cache });
  const home = await temporaryFolder();
  const first = await startTemporal({ binary, home });
  await within(first, async ({ workflow }) => {
    const handle = await workflow.start('nobody', { workflowId: 'kept', taskQueue: 'nobody' });
    await handle.signal('note', 'before the crash');
  });
  await first.kill();

  const second = await startTemporal({ binary, home, ports: first.ports });
  onTestFinished(() => second.stop());
  expect(second.address).toBe(first.address);
  expect(second.pid).not.toBe(first.pid);
  const events = await within(second, async ({ workflow }) => {
    const { events = [] } = await workflow.getHandle('kept').fetchHistory();
    return events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName).filter(Boolean);
  });
  expect(events).toEqual(['note']);
});

test('closed runs are kept for 90 days, and the Web UI is served where it is asked for', async () => {
  const { path: binary } = await findTemporal({ cache });
  const server = await startTemporal({ binary, home: await temporaryFolder(), ui: true });
  onTestFinished(() => server.stop());
  const config = await within(server, async ({ connection }) => {
    const described = await connection.workflowService.describeNamespace({ namespace: server.namespace });
    return described.config;
  });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 24 * 3600);
  const page = await fetch(String(server.uiUrl));
  expect(page.status).toBe(200);
});

test('a server that cannot start is a problem with the end of its log', async () => {
  const { path: binary } = await findTemporal({ cache });
  const home = await temporaryFolder();
  const first = await startTemporal({ binary, home });
  onTestFinished(() => first.stop());
  const start = startTemporal({ binary, home: await temporaryFolder(), ports: first.ports });
  await expect(start).rejects.toMatchObject({
    problem: { code: 'TEMPORAL_UNAVAILABLE', observed: expect.stringContaining('address already in use') },
  });
});
