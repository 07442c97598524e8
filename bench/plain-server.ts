import { createAdaptorServer } from '@hono/node-server';
import { gatewayApp } from '#client/gateway/app.ts';
import { memoryBudget } from '#client/gateway/memory-budget.ts';
import { pipelines } from '#client/gateway/pipelines.ts';
import { readinessOf } from '#client/gateway/readiness.ts';
import { rowsIntake } from '#client/gateway/rows/intake.ts';
import type { Streams } from '#client/gateway/streams.ts';
import { connect } from '#client/temporal/connect.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { arriveSignal } from '#workflows/stream/messages.ts';

// The reference of the throughput bench: the gateway's own HTTP server and checks, and then one signal a request, as a
// straightforward program would send it.

const client = connect(temporalConfig(), 'tidegate-bench-plain');
const artifacts = await openArtifactStore(readSettings().artifacts);
const streams: Streams = {
  announce: (pipeline, partition, ...announcements) =>
    client.workflow.getHandle(workflowId.stream(pipeline, partition)).signal(arriveSignal, { announcements }),
  idle: async () => undefined,
};
const app = gatewayApp(
  {
    client,
    artifacts,
    pipelines: pipelines(client, artifacts),
    streams,
    rows: rowsIntake(artifacts, streams),
    memory: memoryBudget(1_000_000_000),
    readiness: () => readinessOf({ client, artifacts }),
    fileRoots: [],
    maxArtifactBytes: 1_000_000,
  },
  { access: () => undefined, error: (error) => console.error(error) },
);
const server = createAdaptorServer({ fetch: app.fetch });
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${address.port}` })}\n`);
});
