import type { ArrivalKey } from '../ledger.ts';
import { partitionForm } from './partitions.ts';
import { reader } from './reader.ts';
import type { DeploymentName, PromotionName, TrainingName } from './workflow-ids.ts';

/** A window of a feed, as decisions about it name it. */
export interface WindowSubject {
  readonly partition: string;
  readonly feed: string;
  readonly start: number;
}

/** Predictions for a pane of a window. */
export interface PredictionsSubject {
  readonly model: string;
  readonly start: number;
  readonly pane: number;
}

/**
 * Subjects of decisions. They do not name the pipeline: the workflow that decides does.
 *
 * | about       | subject                                |
 * |-------------|----------------------------------------|
 * | window      | `window/{partition}/{feed}/{start}`    |
 * | arrival     | `arrival/{source}/{id}`                |
 * | source      | `source/{source}`                      |
 * | stream      | `stream/{partition}`                   |
 * | predictions | `predictions/{model}/{start}/{pane}`   |
 * | correction  | `correction/{source}/{id}`             |
 * | message     | `message/{message}`                    |
 * | run         | `run/{workflow id}`                    |
 *
 * A decision about a pipeline, a training, a promotion or a deployment has its workflow's id as its subject, and so has a renaming, of
 * the workflow on its other side: see `workflowId`. A gate, a check or a repair adds its own names: see `within`.
 */
export const subject = {
  window: ({ partition, feed, start }: WindowSubject) => `window/${partition}/${feed}/${start}`,
  arrival: ({ source, id }: ArrivalKey) => `arrival/${source}/${id}`,
  source: (source: string) => `source/${source}`,
  stream: (partition: string) => `stream/${partition}`,
  predictions: ({ model, start, pane }: PredictionsSubject) => `predictions/${model}/${start}/${pane}`,
  correction: ({ source, id }: ArrivalKey) => `correction/${source}/${id}`,
  message: (message: string) => `message/${message}`,
  run: (workflowId: string) => `run/${workflowId}`,
} as const;

/** The subject of what stands within another: a gate, a check and its column, a source and its repair; names that are left out are skipped. */
export const within = (of: string, ...names: readonly (string | undefined)[]): string =>
  [of, ...names.filter(Boolean)].join('/');

/** What subjects begin with that are about a window of a partition, or of one of its feeds. */
export const windowsPrefix = (partition: string, feed?: string): string =>
  feed === undefined ? `window/${partition}/` : `window/${partition}/${feed}/`;

/** What all subjects begin with that are about predictions, or those of one window of a model. */
export const predictionsPrefix = (of?: Omit<PredictionsSubject, 'pane'>): string =>
  of === undefined ? 'predictions/' : `predictions/${of.model}/${of.start}/`;

/** What `within` added, as it stands: a column may hold slashes. */
interface Within {
  readonly rest: string;
}

export type SubjectName =
  | ({ readonly about: 'window' } & WindowSubject & Within)
  | ({ readonly about: 'arrival' } & ArrivalKey)
  | { readonly about: 'source'; readonly source: string }
  | { readonly about: 'stream'; readonly partition: string }
  | ({ readonly about: 'predictions' } & PredictionsSubject & Within)
  | ({ readonly about: 'correction' } & ArrivalKey)
  | { readonly about: 'message'; readonly message: string }
  | { readonly about: 'run'; readonly workflowId: string }
  | ({ readonly about: 'training' } & TrainingName & Within)
  | ({ readonly about: 'promotion' } & PromotionName & Within)
  | ({ readonly about: 'deployment' } & DeploymentName);

type About<Kind extends SubjectName['about']> = Extract<SubjectName, { readonly about: Kind }>;

const withinForm = '(?:/(.*))?';

/** A feed begins with a letter, and a start does not: so a feed that is called like a backfill is not taken for one. */
export const windowSubjectNamed = reader<About<'window'>>(
  new RegExp(`^window/${partitionForm}/([a-z][^/]*)/(-?\\d+)${withinForm}$`, 's'),
  (partition, feed, start, rest) => ({ about: 'window', partition, feed, start: Number(start), rest }),
);

export const arrivalSubjectNamed = reader<About<'arrival'>>(/^arrival\/([^/]+)\/(.+)$/s, (source, id) => ({
  about: 'arrival',
  source,
  id,
}));

export const sourceSubjectNamed = reader<About<'source'>>(/^source\/([^/]+)$/, (source) => ({
  about: 'source',
  source,
}));

const streamSubjectNamed = reader<About<'stream'>>(new RegExp(`^stream/${partitionForm}$`), (partition) => ({
  about: 'stream',
  partition,
}));

const predictionsSubjectNamed = reader<About<'predictions'>>(
  new RegExp(`^predictions/([^/]+)/(-?\\d+)/(\\d+)${withinForm}$`, 's'),
  (model, start, pane, rest) => ({ about: 'predictions', model, start: Number(start), pane: Number(pane), rest }),
);

const correctionSubjectNamed = reader<About<'correction'>>(/^correction\/([^/]+)\/(.+)$/s, (source, id) => ({
  about: 'correction',
  source,
  id,
}));

const messageSubjectNamed = reader<About<'message'>>(/^message\/([^/]+)$/, (message) => ({
  about: 'message',
  message,
}));

const runSubjectNamed = reader<About<'run'>>(/^run\/(.+)$/s, (workflowId) => ({ about: 'run', workflowId }));

const trainingSubjectNamed = reader<About<'training'>>(
  new RegExp(`^training/([^/]+)/([^/]+)${withinForm}$`, 's'),
  (model, request, rest) => ({ about: 'training', model, request, rest }),
);

const promotionSubjectNamed = reader<About<'promotion'>>(
  new RegExp(`^promotion/([^/]+)/([^/]+)${withinForm}$`, 's'),
  (model, version, rest) => ({ about: 'promotion', model, version, rest }),
);

const deploymentSubjectNamed = reader<About<'deployment'>>(/^deployment\/([^/]+)\/([^/]+)$/, (model, environment) => ({
  about: 'deployment',
  model,
  environment,
}));

/** What any subject is about; undefined for what is none of ours. One that is a pipeline's id is read by `workflowNamed`. */
export const subjectNamed = (text: string): SubjectName | undefined =>
  windowSubjectNamed(text) ??
  arrivalSubjectNamed(text) ??
  sourceSubjectNamed(text) ??
  streamSubjectNamed(text) ??
  predictionsSubjectNamed(text) ??
  correctionSubjectNamed(text) ??
  messageSubjectNamed(text) ??
  runSubjectNamed(text) ??
  trainingSubjectNamed(text) ??
  promotionSubjectNamed(text) ??
  deploymentSubjectNamed(text);
