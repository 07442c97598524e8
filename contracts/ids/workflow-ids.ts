import type { ArrivalKey } from '../ledger.ts';
import { dataFeed, type Window } from '../window.ts';
import { partitionForm } from './partitions.ts';
import { reader } from './reader.ts';

/**
 * Ids of workflows, a part of the public protocol; a key is a workflow's type.
 *
 * | type       | id                                                            |
 * |------------|---------------------------------------------------------------|
 * | pipeline   | `pipeline/{pipeline}`                                         |
 * | stream     | `stream/{pipeline}/{partition}`                               |
 * | window     | `window/{pipeline}/{partition}/{start}~{end}/[{feed}/]{pane}` |
 * | training   | `training/{model}/{request}`                                  |
 * | promotion  | `promotion/{model}/{version}`                                 |
 * | deployment | `deployment/{model}/{environment}`                            |
 * | correction | `correction/{pipeline}/{source}/{id}`                         |
 * | archive    | `archive`                                                     |
 *
 * The feed `data` is left out. No name holds a slash, but two things do: the partition of a backfill, which says so in its second
 * part, and the id of an arrival, which stands last.
 */
export const workflowId = {
  pipeline: (pipeline: string) => `pipeline/${pipeline}`,
  stream: (pipeline: string, partition: string) => `stream/${pipeline}/${partition}`,
  window: (pipeline: string, partition: string, feed: string, window: Window, pane: number) =>
    `window/${pipeline}/${partition}/${window.start}~${window.end}/${feed === dataFeed ? '' : `${feed}/`}${pane}`,
  training: (model: string, request: string) => `training/${model}/${request}`,
  promotion: (model: string, version: string) => `promotion/${model}/${version}`,
  deployment: (model: string, environment: string) => `deployment/${model}/${environment}`,
  correction: (pipeline: string, source: string, id: string) => `correction/${pipeline}/${source}/${id}`,
  archive: () => 'archive',
} as const;

/** What all ids of a type begin with, or those of one pipeline or model: to look for them. */
export const idPrefix = (type: Exclude<keyof typeof workflowId, 'archive'>, of?: string): string =>
  of === undefined ? `${type}/` : `${type}/${of}/`;

export interface PipelineName {
  readonly pipeline: string;
}

export interface StreamName extends PipelineName {
  readonly partition: string;
}

export interface PaneName extends StreamName {
  readonly feed: string;
  readonly window: Window;
  readonly pane: number;
}

export interface TrainingName {
  readonly model: string;
  readonly request: string;
}

export interface PromotionName {
  readonly model: string;
  readonly version: string;
}

export interface DeploymentName {
  readonly model: string;
  readonly environment: string;
}

export interface CorrectionName extends PipelineName, ArrivalKey {}

export const pipelineNamed = reader<PipelineName>(/^pipeline\/([^/]+)$/, (pipeline) => ({ pipeline }));

export const streamNamed = reader<StreamName>(
  new RegExp(`^stream/([^/]+)/${partitionForm}$`),
  (pipeline, partition) => ({ pipeline, partition }),
);

export const windowNamed = reader<PaneName>(
  new RegExp(`^window/([^/]+)/${partitionForm}/(-?\\d+)~(-?\\d+)/(?:([a-z][^/]*)/)?(\\d+)$`),
  (pipeline, partition, start, end, feed, pane) => ({
    pipeline,
    partition,
    feed: feed || dataFeed,
    window: { start: Number(start), end: Number(end) },
    pane: Number(pane),
  }),
);

const trainingNamed = reader<TrainingName>(/^training\/([^/]+)\/([^/]+)$/, (model, request) => ({ model, request }));

export const promotionNamed = reader<PromotionName>(/^promotion\/([^/]+)\/([^/]+)$/, (model, version) => ({
  model,
  version,
}));

export const deploymentNamed = reader<DeploymentName>(/^deployment\/([^/]+)\/([^/]+)$/, (model, environment) => ({
  model,
  environment,
}));

const correctionNamed = reader<CorrectionName>(/^correction\/([^/]+)\/([^/]+)\/(.+)$/s, (pipeline, source, id) => ({
  pipeline,
  source,
  id,
}));

export type WorkflowName =
  | PipelineName
  | StreamName
  | PaneName
  | TrainingName
  | PromotionName
  | DeploymentName
  | CorrectionName;

/** What any id of a workflow names; undefined for the archive's, which names nothing, and for what is no id of ours. */
export const workflowNamed = (id: string): WorkflowName | undefined =>
  pipelineNamed(id) ??
  streamNamed(id) ??
  windowNamed(id) ??
  trainingNamed(id) ??
  promotionNamed(id) ??
  deploymentNamed(id) ??
  correctionNamed(id);

/** The pipeline whose workflow an id is; models' workflows name none. */
export function pipelineOf(id: string): string | undefined {
  const named = workflowNamed(id);
  return named && 'pipeline' in named ? named.pipeline : undefined;
}
