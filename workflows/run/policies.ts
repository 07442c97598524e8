import { proxyActivities } from '@temporalio/workflow';
import type { ArchiveActivities } from '#activities/archive/port.ts';
import type { ArrivalActivities } from '#activities/arrivals/port.ts';
import type { ArtifactActivities } from '#activities/artifacts/port.ts';
import type { CorrectionActivities } from '#activities/corrections/port.ts';
import type { ModelActivities } from '#activities/models/port.ts';
import type { NoticeActivities, RerequestActivities } from '#activities/notices/port.ts';
import type { PaneActivities } from '#activities/panes/port.ts';
import type { ReceiptActivities } from '#activities/receipts/port.ts';
import type { RecoveryActivities } from '#activities/recovery/port.ts';
import type { TrainingActivities } from '#activities/training/port.ts';
import { taskQueues } from '#contracts/task-queues.ts';

// Timeouts, retry policies and queues of all activities stand here and nowhere else. Activities are idempotent by their
// input, so they are tried until they succeed; what a retry cannot mend comes back as a value with a code.
//
// None is a local activity: a query that comes while one runs makes the SDK complete an empty workflow task, which a replay
// merges with the next one. Workflow time then differs from what the run saw, and with it its decisions (docs/decisions).
const patient = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' } as const;

export const arrivalActivities = proxyActivities<ArrivalActivities>({
  taskQueue: taskQueues.core,
  startToCloseTimeout: '10s',
  retry: patient,
});

export const artifactActivities = proxyActivities<ArtifactActivities>({
  taskQueue: taskQueues.core,
  startToCloseTimeout: '10s',
  retry: patient,
});

export const paneActivities = proxyActivities<PaneActivities>({
  taskQueue: taskQueues.panes,
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

export const correctionActivities = proxyActivities<CorrectionActivities>({
  taskQueue: taskQueues.archive,
  startToCloseTimeout: '1h',
  heartbeatTimeout: '30s',
  retry: patient,
});

export const archiveActivities = proxyActivities<ArchiveActivities>({
  taskQueue: taskQueues.archive,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '60s',
  retry: patient,
});

export const recoveryActivities = proxyActivities<RecoveryActivities>({
  taskQueue: taskQueues.core,
  startToCloseTimeout: '2m',
  heartbeatTimeout: '30s',
  retry: patient,
});

export const noticeActivities = proxyActivities<NoticeActivities>({
  taskQueue: taskQueues.notices,
  startToCloseTimeout: '20s',
  retry: { ...patient, maximumAttempts: 8 },
});

/** @param within how long a receiver may stay away, in milliseconds */
export const receiptActivities = (within: number) =>
  proxyActivities<ReceiptActivities>({
    taskQueue: taskQueues.notices,
    startToCloseTimeout: '10m',
    heartbeatTimeout: '60s',
    scheduleToCloseTimeout: within,
    retry: { ...patient, maximumInterval: '1m' },
  });

/** @param within how long a source may stay away, in milliseconds */
export const rerequestActivities = (within: number) =>
  proxyActivities<RerequestActivities>({
    taskQueue: taskQueues.notices,
    startToCloseTimeout: '1m',
    scheduleToCloseTimeout: within,
    retry: { ...patient, maximumInterval: '1m' },
  });
