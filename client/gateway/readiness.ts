import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { Code } from '#contracts/codes.ts';
import { Problem } from '#contracts/problem.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { within } from '../temporal/connect.ts';
import { problemOf, problemOfFailure } from '../temporal/failures.ts';

const Part = z.object({
  ready: z.boolean(),
  code: Code.optional(),
  message: z.string().optional(),
  remedy: z.string().optional(),
});
type Part = z.infer<typeof Part>;

/** Arrivals need `temporal` and `artifacts`; without the others the gateway is degraded: they are accepted, and wait. */
export const Readiness = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  parts: z.object({ temporal: Part, artifacts: Part, worker: Part, catalog: Part }),
});
export type Readiness = z.infer<typeof Readiness>;

/** What readiness is asked of. */
export interface Dependencies {
  readonly client: Client;
  readonly artifacts: Pick<ArtifactStore, 'putJson' | 'setRef'>;
  /** Absent where no catalog is configured. */
  readonly catalog?: { ping(): Promise<void> } | undefined;
}

const callMs = 2_000;
/** A worker's long poll comes back at least once a minute. */
const pollerSeenMs = 75_000;

/** Tries everything that the gateway depends on, all at once. */
export async function readinessOf({ client, artifacts, catalog }: Dependencies): Promise<Readiness> {
  const [temporal, stored, worker, cataloged] = await Promise.all([
    part('TEMPORAL_UNAVAILABLE', () =>
      within(client, callMs, () => client.workflowService.describeNamespace({ namespace: client.options.namespace })),
    ),
    // Written, not only read: a store that is full must be noticed before an arrival is.
    part('STORE_UNAVAILABLE', async () =>
      artifacts.setRef('gateway/readiness', (await artifacts.putJson('ready')).digest),
    ),
    part('WORKER_UNAVAILABLE', () => requireWorker(client)),
    part('CATALOG_UNAVAILABLE', async () =>
      catalog ? catalog.ping() : Promise.reject(problemOf('CATALOG_UNAVAILABLE', 'no catalog is configured')),
    ),
  ]);
  const status = !(temporal.ready && stored.ready)
    ? 'unavailable'
    : worker.ready && cataloged.ready
      ? 'ready'
      : 'degraded';
  return { status, parts: { temporal, artifacts: stored, worker, catalog: cataloged } };
}

/** @param code of a part that does not answer in time, or not in a known way */
async function part(code: Code, attempt: () => Promise<unknown>): Promise<Part> {
  const timer = Promise.withResolvers<never>();
  const timeout = setTimeout(() => timer.reject(problemOf(code, 'no answer in time')), callMs + 500);
  try {
    await Promise.race([attempt(), timer.promise]);
    return { ready: true };
  } catch (error) {
    const thrown = Problem.safeParse(error);
    const problem = thrown.success ? thrown.data : (problemOfFailure(error) ?? problemOf(code, String(error)));
    return {
      ready: false,
      code: problem.code,
      message: problem.message,
      ...(problem.remedy && { remedy: problem.remedy }),
    };
  } finally {
    clearTimeout(timeout);
  }
}

async function requireWorker(client: Client): Promise<void> {
  const request = { namespace: client.options.namespace, taskQueue: { name: taskQueues.core }, taskQueueType: 1 };
  const { pollers } = await within(client, callMs, () => client.workflowService.describeTaskQueue(request));
  const seen = (pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000);
  if (!seen.some((at) => Date.now() - at < pollerSeenMs))
    throw problemOf('WORKER_UNAVAILABLE', 'no worker polls for work');
}
