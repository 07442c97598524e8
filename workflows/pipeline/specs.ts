import { ApplicationFailure, ParentClosePolicy, startChild, upsertMemo } from '@temporalio/workflow';
import type { CodeName } from '#contracts/codes.ts';
import { type Column, columnsOf } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';
import { type Partitions, partitionNames, wholePartition } from '#contracts/partition.ts';
import type { ReceiptOrder } from '#contracts/receipt.ts';
import type { AppliedSpec } from '#contracts/spec.ts';
import { dataFeed, workflowId as ids, productionEnvironment } from '#contracts/window.ts';
import { digestOf } from '#domain/digest.ts';
import { changeRefused } from '#domain/spec/change.ts';
import { partitionedSources } from '#domain/spec/partitioned.ts';
import { streamConfig } from '#domain/time/config.ts';
import { decide } from '../decision-log.ts';
import { deployment } from '../deployment/workflow.ts';
import { artifactActivities } from '../policies.ts';
import { type SpecApplied, specAppliedSignal } from '../stream/messages.ts';
import type { StreamPolicy } from '../stream/state.ts';
import { stream } from '../stream/workflow.ts';
import { tell } from '../tell.ts';
import { searchable } from '../visibility.ts';
import { type Application, ApplicationShape } from './messages.ts';
import { type PipelineState, remembered } from './state.ts';

export interface Applied {
  readonly code: CodeName;
  readonly spec: Digest;
  readonly changed: readonly string[];
}

/** Whether an application is one of this pipeline, with the digest of its spec: what a stream could not be begun from is none. */
export function isApplication(pipeline: string, payload: Application): boolean {
  try {
    const { applied, digest } = payload;
    if (!ApplicationShape.safeParse(payload).success || applied.spec.name !== pipeline) return false;
    for (const partition of partitionNames(applied.spec.partitions)) policyOf(pipeline, partition, digest, applied);
    return digestOf(applied) === digest;
  } catch {
    return false;
  }
}

/** Brings a spec into force; the first one begins the pipeline's streams and deployment. */
export async function apply(state: PipelineState, { digest, applied, by }: Application): Promise<Applied> {
  if (state.inForce?.digest === digest) return { code: 'SPEC_UNCHANGED', spec: digest, changed: [] };
  const refused = state.inForce && changeRefused(state.inForce.applied, applied);
  if (refused) {
    decide({
      subject: `pipeline/${state.pipeline}`,
      kind: 'spec',
      outcome: 'refused',
      code: refused.code,
      inputs: [digest],
      actor: by,
    });
    throw ApplicationFailure.create({
      message: refused.message,
      type: refused.code,
      nonRetryable: true,
      details: [refused],
    });
  }
  const changed = state.inForce ? changedSections(state.inForce.applied, applied) : [];
  state.inForce = { digest, applied, by };
  state.appliedBy = [...state.appliedBy, { spec: digest, by }].slice(-remembered.specs);
  decide({
    subject: `pipeline/${state.pipeline}`,
    kind: 'spec',
    outcome: 'applied',
    code: 'SPEC_APPLIED',
    inputs: [digest],
    actor: by,
  });
  upsertMemo({ spec: digest });
  if (state.begun) {
    for (const partition of partitionNames(applied.spec.partitions)) {
      await tell(ids.stream(state.pipeline, partition), specAppliedSignal, toldOf(digest, applied, changed));
    }
  } else await beginChildren(state, digest, applied);
  return { code: 'SPEC_APPLIED', spec: digest, changed };
}

const sections = ['model', 'training', 'promotion', 'access', 'gates', 'notices'] as const;
const changedSections = (before: AppliedSpec, after: AppliedSpec): string[] => [
  ...sections.filter((section) => digestOf(before.spec[section] ?? null) !== digestOf(after.spec[section] ?? null)),
  ...(digestOf(before.contracts) === digestOf(after.contracts) ? [] : ['contracts']),
  ...(digestOf(receiptsBySource(before)) === digestOf(receiptsBySource(after)) ? [] : ['receipts']),
];

/** What a stream is told of a spec. One of an older version takes the digest alone, so there is no more where nothing more has changed. */
function toldOf(spec: Digest, applied: AppliedSpec, changed: readonly string[]): SpecApplied {
  if (!changed.includes('contracts') && !changed.includes('receipts')) return spec;
  return {
    spec,
    ...(changed.includes('contracts') && { columns: columnsBySource(applied) }),
    ...(changed.includes('receipts') && { receipts: receiptsBySource(applied) }),
  };
}

const columnsBySource = ({ contracts }: AppliedSpec): Record<string, Column[]> =>
  Object.fromEntries(Object.entries(contracts).map(([name, contract]) => [name, columnsOf(contract)]));

const receiptsBySource = ({ spec }: AppliedSpec): Record<string, ReceiptOrder> =>
  Object.fromEntries(
    Object.entries(spec.sources).flatMap(([name, { receipts }]) => (receipts ? [[name, receipts]] : [])),
  );

async function beginChildren(state: PipelineState, spec: Digest, applied: AppliedSpec): Promise<void> {
  state.begun = true;
  const { pipeline } = state;
  for (const partition of partitionNames(applied.spec.partitions)) {
    await beginStream(policyOf(pipeline, partition, spec, applied));
  }
  const { model } = applied.spec;
  if (!model) return;
  await startChild(deployment, {
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowId: ids.deployment(model.name, productionEnvironment),
    args: [{ pipeline, model: model.name, environment: productionEnvironment }],
    typedSearchAttributes: searchable({ pipeline, model: model.name, stage: 'steady' }),
    staticSummary: `what is live of ${model.name}`,
  });
}

export async function beginStream(policy: StreamPolicy): Promise<void> {
  const { pipeline, partition, spec } = policy;
  const workflowId = ids.stream(pipeline, partition);
  await artifactActivities.markGenesis({ stream: workflowId, content: { pipeline, partition, spec } });
  await startChild(stream, {
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowId,
    args: [{ policy }],
    typedSearchAttributes: searchable({ pipeline, partition }),
    staticSummary: `arrivals of ${pipeline}${partition === wholePartition ? '' : `, ${partition}`}`,
  });
}

export function policyOf(pipeline: string, partition: string, digest: Digest, applied: AppliedSpec): StreamPolicy {
  const { spec } = applied;
  const sources = Object.entries(spec.sources);
  return {
    pipeline,
    partition,
    spec: digest,
    config: streamConfig(spec),
    eventTimes: Object.fromEntries(sources.flatMap(([name, { eventTime }]) => (eventTime ? [[name, eventTime]] : []))),
    columns: columnsBySource(applied),
    gates: {
      ...(spec.gates && { [dataFeed]: spec.gates.data }),
      ...(spec.gates?.labels && spec.labels && { [spec.labels.source]: spec.gates.labels }),
    },
    ...(spec.partitions && { partitioned: partitionedBy(spec.partitions, applied) }),
    ...(spec.model && {
      corrections: { model: spec.model.name, ...(spec.corrections && { policy: spec.corrections }) },
    }),
    ...(spec.notices && { webhook: spec.notices.webhook }),
    ...(sources.some(([, { receipts }]) => receipts) && { receipts: receiptsBySource(applied) }),
  };
}

const partitionedBy = (partitions: Partitions, applied: AppliedSpec): NonNullable<StreamPolicy['partitioned']> => ({
  by: partitions.by,
  of: partitionNames(partitions),
  hashed: 'hash' in partitions,
  sources: partitionedSources(applied),
});
