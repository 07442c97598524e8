import { upsertMemo } from '@temporalio/workflow';
import type { CodeName } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { partitionNames, wholePartition } from '#contracts/partition.ts';
import { present } from '#contracts/present.ts';
import type { Problem } from '#contracts/problem.ts';
import type { AppliedSpec } from '#contracts/spec.ts';
import { productionEnvironment } from '#contracts/window.ts';
import { specDecision } from '#domain/decisions/spec.ts';
import { digestOf } from '#domain/digest.ts';
import { boundaryRefused } from '#domain/spec/boundary.ts';
import { changedAtWindow, changeRefused } from '#domain/spec/change.ts';
import { mostFormer } from '#domain/time/versions.ts';
import type { deployment } from '../deployment/workflow.ts';
import { startAlone } from '../run/children.ts';
import { decide } from '../run/decision-log.ts';
import { artifactActivities } from '../run/policies.ts';
import { refuseUpdate } from '../run/receive.ts';
import { tell } from '../run/tell.ts';
import { searchable } from '../run/visibility.ts';
import { type SpecApplied, specAppliedSignal } from '../stream/messages.ts';
import { policyOf, receiptsBySource } from '../stream/specs/policy.ts';
import type { StreamPolicy } from '../stream/state.ts';
import type { stream } from '../stream/workflow.ts';
import { type Application, ApplicationShape } from './messages.ts';
import { refuseLeaving } from './removal.ts';
import { type PipelineState, remembered } from './state.ts';

export interface Applied {
  readonly code: CodeName;
  readonly spec: Digest;
  readonly changed: readonly string[];
  /** The changes that take effect at a window boundary. */
  readonly atWindow: readonly string[];
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

/** Why a spec may not take the place of the one in force; undefined where it may. */
function applicationRefused(state: PipelineState, { applied, fromWindow }: Application): Problem | undefined {
  const before = state.inForce?.applied;
  if (!before) return undefined;
  const refused = changeRefused(before, applied);
  if (refused || changedAtWindow(before, applied).length === 0) return refused;
  const starts = Object.values(state.published).flatMap((panes) => panes.at(-1)?.window.start ?? []);
  const published = starts.length > 0 ? Math.max(...starts) : undefined;
  return boundaryRefused(before.spec, applied.spec, present({ declared: fromWindow, published }));
}

/** Brings a spec into force; the first one begins the pipeline's streams and deployment. */
export async function apply(state: PipelineState, application: Application): Promise<Applied> {
  const { digest, applied, by, fromWindow } = application;
  refuseLeaving(state);
  if (state.inForce?.digest === digest) return { code: 'SPEC_UNCHANGED', spec: digest, changed: [], atWindow: [] };
  const asked = { about: ids.pipeline(state.pipeline), inputs: { spec: digest }, actor: by };
  const refused = applicationRefused(state, application);
  if (refused) {
    decide(specDecision.draft({ ...asked, outcome: 'refused', code: refused.code }));
    throw refuseUpdate(refused);
  }
  const before = state.inForce?.applied;
  const changed = before ? changedSections(before, applied) : [];
  const atWindow = before ? changedAtWindow(before, applied) : [];
  if (state.inForce && atWindow.length > 0) state.earlier = [...state.earlier, state.inForce.digest].slice(-mostFormer);
  state.inForce = { digest, applied, by };
  state.appliedBy = [...state.appliedBy, { spec: digest, by }].slice(-remembered.specs);
  const numbers = { from: atWindow.length > 0 ? fromWindow : undefined };
  decide(specDecision.draft({ ...asked, outcome: 'applied', code: 'SPEC_APPLIED', numbers }));
  upsertMemo({ spec: digest, ...(state.earlier.length > 0 && { earlier: state.earlier }) });
  if (state.begun) {
    for (const partition of partitionNames(applied.spec.partitions)) {
      const from = fromWindow === undefined ? {} : { from: fromWindow };
      const told = toldOf(policyOf(state.pipeline, partition, digest, applied), changed);
      const change = atWindow.length > 0 ? { spec: digest, applied, ...from } : told;
      await tell(ids.stream(state.pipeline, partition), specAppliedSignal, change);
    }
  } else await beginChildren(state, digest, applied);
  return { code: 'SPEC_APPLIED', spec: digest, changed, atWindow };
}

const sections = ['model', 'training', 'promotion', 'access', 'gates', 'notices'] as const;
const changedSections = (before: AppliedSpec, after: AppliedSpec): string[] => [
  ...sections.filter((section) => digestOf(before.spec[section] ?? null) !== digestOf(after.spec[section] ?? null)),
  ...(digestOf(before.contracts) === digestOf(after.contracts) ? [] : ['contracts']),
  ...(digestOf(receiptsBySource(before)) === digestOf(receiptsBySource(after)) ? [] : ['receipts']),
];

/** What a stream is told of a spec. One of an older version takes the digest alone, so there is no more where nothing more has changed. */
function toldOf({ spec, columns, receipts }: StreamPolicy, changed: readonly string[]): SpecApplied {
  if (!changed.includes('contracts') && !changed.includes('receipts')) return spec;
  return {
    spec,
    ...(changed.includes('contracts') && { columns }),
    ...(changed.includes('receipts') && { receipts: receipts ?? {} }),
  };
}

async function beginChildren(state: PipelineState, spec: Digest, applied: AppliedSpec): Promise<void> {
  state.begun = true;
  const { pipeline } = state;
  for (const partition of partitionNames(applied.spec.partitions)) {
    await beginStream(policyOf(pipeline, partition, spec, applied));
  }
  const { model } = applied.spec;
  if (!model) return;
  await startAlone<typeof deployment>('deployment', {
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
  await startAlone<typeof stream>('stream', {
    workflowId,
    args: [{ policy }],
    typedSearchAttributes: searchable({ pipeline, partition }),
    staticSummary: `arrivals of ${pipeline}${partition === wholePartition ? '' : `, ${partition}`}`,
  });
}
