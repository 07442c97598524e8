import { resolve } from 'node:path';
import { z } from 'zod';
import { present } from '#contracts/present.ts';
import { type Environment, readVariables } from '#contracts/variables.ts';

const queueNames = ['core', 'panes', 'training', 'inference', 'archive', 'notices'] as const;
export type QueueName = (typeof queueNames)[number];

const Variables = z.object({
  TIDEGATE_QUEUES: z
    .string()
    .default(queueNames.join(','))
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(queueNames, `some of ${queueNames.join(', ')}`)).min(1)),
  TIDEGATE_WORKFLOWS: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  TIDEGATE_PROBE_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
});

/** The settings of a worker process, besides those that all processes share. */
export interface WorkerSettings {
  /** The queues that it serves; workflows are part of `core`. */
  readonly queues: readonly QueueName[];
  /** Another `workflows/bundle/index.ts` to bundle. */
  readonly workflowsPath?: string;
  readonly probePort?: number;
}

/** Reads `TIDEGATE_QUEUES`, `TIDEGATE_WORKFLOWS` and `TIDEGATE_PROBE_PORT`; an empty variable counts as absent. */
export function readWorkerSettings(environment: Environment = process.env): WorkerSettings {
  const {
    TIDEGATE_QUEUES: queues,
    TIDEGATE_WORKFLOWS: workflowsPath,
    TIDEGATE_PROBE_PORT: probePort,
  } = readVariables(Variables, environment);
  return {
    queues,
    ...present({ workflowsPath, probePort }),
  };
}
