import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { Code } from '#contracts/codes.ts';
import { problemOf } from '#contracts/problem.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { probeStore } from '#stores/artifacts/probe.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { attempted } from '../temporal/attempted.ts';
import { within } from '../temporal/connect.ts';
import { isPolled } from '../temporal/pollers.ts';

const Part = z.object({
  ready: z.boolean(),
  code: Code.optional(),
  message: z.string().optional(),
  remedy: z.string().optional(),
});
type Part = z.infer<typeof Part>;

/**
 * The gateway's readiness. `unavailable` without `temporal` or `artifacts`, which accepting arrivals needs. `degraded`
 * without the worker or the catalog: arrivals are accepted and wait.
 */
export const Readiness = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  parts: z.object({ temporal: Part, artifacts: Part, worker: Part, catalog: Part }),
});
export type Readiness = z.infer<typeof Readiness>;

/** The services that the gateway depends on. */
export interface Dependencies {
  readonly client: Client;
  readonly artifacts: Pick<ArtifactStore, 'putJson' | 'getJson' | 'setRef' | 'getRef'>;
  /** Absent if no catalog is configured. */
  readonly catalog?: { ping(): Promise<void> } | undefined;
}

const callMs = 2_000;

/** Tries all services that the gateway depends on, at the same time. */
export async function readinessOf({ client, artifacts, catalog }: Dependencies): Promise<Readiness> {
  const [temporal, stored, worker, cataloged] = await Promise.all([
    part('TEMPORAL_UNAVAILABLE', () =>
      within(client, callMs, () => client.workflowService.describeNamespace({ namespace: client.options.namespace })),
    ),
    part('STORE_UNAVAILABLE', () => probeStore(artifacts)),
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

async function part(code: Code, attempt: () => Promise<unknown>): Promise<Part> {
  const came = await attempted(code, callMs + 500, attempt);
  if (came.ok) return { ready: true };
  const [problem = problemOf(code)] = came.problems;
  return {
    ready: false,
    code: problem.code,
    message: problem.message,
    ...(problem.remedy && { remedy: problem.remedy }),
  };
}

async function requireWorker(client: Client): Promise<void> {
  const polled = await isPolled(client, { name: taskQueues.core }, 'workflow');
  if (!polled) throw problemOf('WORKER_UNAVAILABLE', 'no worker polls for work');
}
