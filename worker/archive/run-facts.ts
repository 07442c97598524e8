import { defaultPayloadConverter } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { ChainHead } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { present } from '#contracts/present.ts';
import type { RunStatus } from '#stores/catalog/catalog.ts';

type Event = NonNullable<History['events']>[number];
type Payloads = NonNullable<Event['workflowExecutionStartedEventAttributes']>['input'];

/** What a history says of its run. */
export interface RunFacts {
  readonly firstRunId: string;
  readonly workflowType: string;
  readonly startedAt: number;
  readonly closedAt: number;
  /** Undefined while the run is open. */
  readonly status?: RunStatus;
  /** The bundle that made it, once a worker took its first task. */
  readonly bundle?: Digest;
  /** The chain as the run took it over from the one that it continues. */
  readonly carried?: ChainHead;
  /** The chain's end as the result or the continuation carries it. */
  readonly sealed?: ChainHead;
  readonly pipeline?: string;
}

/** Reads a run's facts from its history alone. */
export function factsOf(history: History): RunFacts {
  const events = history.events ?? [];
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  const last = events.at(-1);
  const carried = chainIn(started?.continuedExecutionRunId ? started.input : undefined);
  const sealed = last && sealOf(last);
  const bundle = bundleOf(events);
  const status = last && statusOf(last);
  const pipeline = pipelineOf(events);
  return {
    firstRunId: started?.firstExecutionRunId ?? '',
    workflowType: started?.workflowType?.name ?? '',
    startedAt: millis(events[0]?.eventTime),
    closedAt: millis(last?.eventTime),
    ...(status && { status }),
    ...present({ bundle }),
    ...(carried && { carried }),
    ...(sealed && { sealed }),
    ...present({ pipeline }),
  };
}

const millis = (time: Event['eventTime']): number =>
  Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1_000_000);

function statusOf(event: Event): RunStatus | undefined {
  if (event.workflowExecutionCompletedEventAttributes) return 'completed';
  if (event.workflowExecutionContinuedAsNewEventAttributes) return 'continued-as-new';
  if (event.workflowExecutionFailedEventAttributes) return 'failed';
  if (event.workflowExecutionCanceledEventAttributes) return 'canceled';
  if (event.workflowExecutionTerminatedEventAttributes) return 'terminated';
  if (event.workflowExecutionTimedOutEventAttributes) return 'timed-out';
  return undefined;
}

const sealOf = (event: Event): ChainHead | undefined =>
  chainIn(event.workflowExecutionCompletedEventAttributes?.result) ??
  chainIn(event.workflowExecutionContinuedAsNewEventAttributes?.input);

function chainIn(payloads: Payloads): ChainHead | undefined {
  const payload = payloads?.payloads?.[0];
  if (!payload) return undefined;
  const value = defaultPayloadConverter.fromPayload<unknown>(payload);
  if (typeof value !== 'object' || value === null || !('chain' in value)) return undefined;
  return ChainHead.safeParse(value.chain).data;
}

/** The build id of a bundle is its digest. */
function bundleOf(events: readonly Event[]): Digest | undefined {
  for (const event of events) {
    const completed = event.workflowTaskCompletedEventAttributes;
    const buildId = completed?.deploymentVersion?.buildId ?? completed?.workerVersion?.buildId;
    if (buildId) return `sha256:${buildId}`;
  }
  return undefined;
}

function pipelineOf(events: readonly Event[]): string | undefined {
  const payload = events[0]?.workflowExecutionStartedEventAttributes?.searchAttributes?.indexedFields?.TidegatePipeline;
  const value = payload ? defaultPayloadConverter.fromPayload<unknown>(payload) : undefined;
  return typeof value === 'string' ? value : undefined;
}
