import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { createArrivalActivities } from '#activities/arrivals/activities.ts';
import { createArtifactActivities } from '#activities/artifacts/records.ts';
import type { ModelActivities } from '#activities/models/port.ts';
import type { Notice, NoticeActivities } from '#activities/notices/port.ts';
import { createRerequestActivities } from '#activities/notices/rerequest.ts';
import type { PaneActivities } from '#activities/panes/port.ts';
import { createReceiptActivities } from '#activities/receipts/deliver.ts';
import type { TrainingActivities } from '#activities/training/port.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSegments } from '#stores/segments/segments.ts';
import type { Activities } from '#worker/activities.ts';
import { createArchiveActivities } from '#worker/archive/activities.ts';
import { createCorrectionActivities } from '#worker/corrections/activities.ts';
import { createRecoveryActivities } from '#worker/recovery/activities.ts';

/** Stand-ins for what would be slow: a test says how a pane, a model or a trainer turns out. */
export interface StandIns {
  readonly panes?: PaneActivities;
  readonly models?: ModelActivities;
  readonly training?: TrainingActivities;
}

/** Real records of arrivals, artifacts and archived runs; stand-ins for the rest, which fail where a test gave none. */
export function testActivities(
  { client, artifacts, notices }: { client: Client; artifacts: ArtifactStore; notices: Notice[] },
  { panes = noPanes, models = noModels, training = noTraining }: StandIns,
): Activities {
  const sendNotice: NoticeActivities['sendNotice'] = async (notice) => void notices.push(notice);
  return {
    core: {
      ...createArrivalActivities({ artifacts, segments: openSegments(artifacts) }),
      ...createArtifactActivities({ artifacts }),
      ...createRecoveryActivities({ client }),
    },
    panes,
    training,
    inference: models,
    archive: {
      ...createArchiveActivities({ client, artifacts, catalog: undefined }),
      ...createCorrectionActivities({ artifacts, catalog: undefined }),
    },
    notices: {
      sendNotice,
      ...createReceiptActivities({ artifacts, segments: openSegments(artifacts) }),
      ...createRerequestActivities({ artifacts }),
    },
    close: () => undefined,
  };
}

const unexpected = async (): Promise<never> => {
  throw ApplicationFailure.nonRetryable('no part of this test');
};

const noPanes: PaneActivities = { assembleSnapshot: unexpected, remediateSnapshot: unexpected, ruleOnRows: unexpected };
const noModels: ModelActivities = {
  measureCandidate: unexpected,
  measureFeatures: unexpected,
  measurePredictions: unexpected,
  scorePane: unexpected,
  comparePredictions: unexpected,
};
const noTraining: TrainingActivities = { assembleTrainingSet: unexpected, runTrainer: unexpected };
