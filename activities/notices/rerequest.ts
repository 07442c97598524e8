import { ApplicationFailure } from '@temporalio/common';
import { PaneAccount } from '#contracts/ledger.ts';
import { mostRerequested, type RerequestEvent, rerequestType } from '#contracts/rerequest.ts';
import { formatInstant } from '#contracts/time.ts';
import type { Environment } from '#contracts/variables.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { postEvent, type Send } from '../webhooks/post.ts';
import type { RerequestActivities, Rerequesting } from './port.ts';

export interface RerequestDependencies {
  readonly artifacts: Pick<ArtifactStore, 'getJson'>;
  /** Where secrets are found. */
  readonly environment?: Environment;
  readonly fetch?: Send;
}

/** The activity by which a source is asked for rows again. */
export function createRerequestActivities({
  artifacts,
  environment = process.env,
  fetch: send = fetch,
}: RerequestDependencies): RerequestActivities {
  return {
    sendRerequest: async (rerequesting) => {
      const { arrivals } = await artifacts.getJson(rerequesting.account, PaneAccount);
      const { status, outcome } = await postEvent(eventOf(rerequesting, arrivals), rerequesting, { environment, send });
      if (outcome === 'taken') return;
      throw ApplicationFailure.create({
        message: `the source answered ${status}`,
        type: 'REREQUEST_REFUSED',
        nonRetryable: outcome === 'refused',
      });
    },
  };
}

function eventOf({ workflowId, decision, request }: Rerequesting, all: PaneAccount['arrivals']): RerequestEvent {
  const arrivals = all.filter(({ source }) => source === request.source);
  return {
    specversion: '1.0',
    type: rerequestType,
    id: decision.hash,
    source: workflowId,
    time: formatInstant(decision.at),
    datacontenttype: 'application/json',
    data: {
      ...request,
      arrivals: arrivals.slice(0, mostRerequested).map(({ id, ordinal, fates }) => ({ id, ordinal, fates })),
      arrivalCount: arrivals.length,
    },
  };
}
