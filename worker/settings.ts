import { resolve } from 'node:path';
import { z } from 'zod';
import { TidegateError } from '#contracts/problem.ts';

const queueNames = ['core', 'panes', 'training', 'inference', 'archive', 'notices'] as const;
export type QueueName = (typeof queueNames)[number];

const Variables = z.object({
  TIDEGATE_QUEUES: z
    .string()
    .default(queueNames.join(','))
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(queueNames)).min(1)),
  TIDEGATE_WORKFLOWS: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  TIDEGATE_PROBE_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
});

/** What a worker process is to do, besides what all processes share. */
export interface WorkerSettings {
  /** The queues that it serves; workflows are part of `core`. */
  readonly queues: readonly QueueName[];
  /** Another `workflows/bundle/index.ts` to bundle. */
  readonly workflowsPath?: string;
  readonly probePort?: number;
}

/** Reads `TIDEGATE_QUEUES`, `TIDEGATE_WORKFLOWS` and `TIDEGATE_PROBE_PORT`; an empty variable counts as absent. */
export function readWorkerSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): WorkerSettings {
  const parsed = Variables.safeParse(Object.fromEntries(Object.entries(environment).filter(([, value]) => value)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TidegateError({
      code: 'USAGE',
      message: issue?.message ?? 'not readable',
      path: String(issue?.path[0]),
      expected: queueNames.join(', '),
    });
  }
  const { TIDEGATE_QUEUES: queues, TIDEGATE_WORKFLOWS: workflowsPath, TIDEGATE_PROBE_PORT: probePort } = parsed.data;
  return {
    queues,
    ...(workflowsPath !== undefined && { workflowsPath }),
    ...(probePort !== undefined && { probePort }),
  };
}
