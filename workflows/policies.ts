import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ArchiveActivities } from '#activities/archive/port.ts';
import type { ArrivalActivities } from '#activities/arrivals/port.ts';
import type { ArtifactActivities } from '#activities/artifacts/port.ts';
import type { ModelActivities } from '#activities/models/port.ts';
import type { NoticeActivities } from '#activities/notices/port.ts';
import type { PaneActivities } from '#activities/panes/port.ts';
import type { TrainingActivities } from '#activities/training/port.ts';
import { taskQueues } from '#contracts/task-queues.ts';

// Timeouts, retry policies and queues of all activities stand here and nowhere else. Activities are idempotent by their
// input, so they are tried until they succeed; what a retry cannot mend comes back as a value with a code.
const patient = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' } as const;

export const arrivalActivities = proxyLocalActivities<ArrivalActivities>({
  startToCloseTimeout: '10s',
  localRetryThreshold: '20s',
  retry: patient,
});

export const artifactActivities = proxyLocalActivities<ArtifactActivities>({
  startToCloseTimeout: '10s',
  localRetryThreshold: '20s',
  retry: patient,
});

/** For snapshots up to {@link localSnapshotBytes}: saves two round trips to the server. */
export const localPaneActivities = proxyLocalActivities<PaneActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '20s',
  retry: patient,
});
export const localSnapshotBytes = 32 * 1024 * 1024;

export const paneActivities = proxyActivities<PaneActivities>({
  taskQueue: taskQueues.core,
  startToCloseTimeout: '2h',
  heartbeatTimeout: '30s',
  retry: patient,
});

export const trainingActivities = (deadline: number) =>
  proxyActivities<TrainingActivities>({
    taskQueue: taskQueues.training,
    // The trainer's own deadline ends it first; this one is for a worker that hangs.
    startToCloseTimeout: deadline + 60_000,
    heartbeatTimeout: '20s',
    retry: patient,
  });

export const modelActivities = proxyActivities<ModelActivities>({
  taskQueue: taskQueues.inference,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: patient,
});

export const archiveActivities = proxyActivities<ArchiveActivities>({
  taskQueue: taskQueues.archive,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '60s',
  retry: patient,
});

export const noticeActivities = proxyActivities<NoticeActivities>({
  taskQueue: taskQueues.core,
  startToCloseTimeout: '20s',
  retry: { ...patient, maximumAttempts: 8 },
});
