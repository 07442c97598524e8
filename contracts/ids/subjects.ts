import type { ArrivalKey } from '../ledger.ts';
import { partitionForm } from './partitions.ts';
import { reader } from './reader.ts';
import { deploymentNamed, type PromotionName, type TrainingName } from './workflow-ids.ts';

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
 * A decision about a pipeline, a training, a promotion or a deployment has its workflow's id as its subject: see `workflowId`. A
 * renaming is about the workflow on its other side, `run/{workflow id}`. A gate, a check or a repair adds its own names: see `within`.
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

/** The subject of a part of another subject: a gate, a check and its column, a source and its repair. Names that are undefined are skipped. */
export const within = (of: string, ...names: readonly (string | undefined)[]): string =>
  [of, ...names.filter(Boolean)].join('/');

/** The prefix of the subjects of all parts of a subject. */
export const withinPrefix = (of: string): string => `${of}/`;

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

const withinForm = '(?:/(.*))?';

/** A feed begins with a letter, and a start does not: so a feed that is called like a backfill is not taken for one. */
export const windowSubjectNamed = reader<WindowSubject & Within>(
  new RegExp(`^window/${partitionForm}/([a-z][^/]*)/(-?\\d+)${withinForm}$`, 's'),
  (partition, feed, start, rest) => ({ partition, feed, start: Number(start), rest }),
);

export const arrivalSubjectNamed = reader<ArrivalKey>(/^arrival\/([^/]+)\/(.+)$/s, (source, id) => ({ source, id }));

export const sourceSubjectNamed = reader(/^source\/([^/]+)$/, (source) => ({ source }));

export const streamSubjectNamed = reader(new RegExp(`^stream/${partitionForm}$`), (partition) => ({ partition }));

export const predictionsSubjectNamed = reader<PredictionsSubject & Within>(
  new RegExp(`^predictions/([^/]+)/(-?\\d+)/(\\d+)${withinForm}$`, 's'),
  (model, start, pane, rest) => ({ model, start: Number(start), pane: Number(pane), rest }),
);

export const correctionSubjectNamed = reader<ArrivalKey>(/^correction\/([^/]+)\/(.+)$/s, (source, id) => ({
  source,
  id,
}));

export const messageSubjectNamed = reader(/^message\/([^/]+)$/, (message) => ({ message }));

export const runSubjectNamed = reader(/^run\/(.+)$/s, (workflowId) => ({ workflowId }));

const trainingSubjectNamed = reader<TrainingName & Within>(
  new RegExp(`^training/([^/]+)/([^/]+)${withinForm}$`, 's'),
  (model, request, rest) => ({ model, request, rest }),
);

const promotionSubjectNamed = reader<PromotionName & Within>(
  new RegExp(`^promotion/([^/]+)/([^/]+)${withinForm}$`, 's'),
  (model, version, rest) => ({ model, version, rest }),
);

/** A check of a gate, which is named by its own subject. */
export interface CheckSubject {
  readonly gate: string;
  readonly check: string;
  readonly column?: string | undefined;
}

/** Gates over tables have a name within what they judge; others are named by what they judge alone. */
export function checkSubjectNamed(text: string): CheckSubject | undefined {
  const named = subjectNamed(text);
  if (!named || !('rest' in named) || named.rest === '') return undefined;
  const ofTable = named.about === 'training' || named.about === 'predictions';
  const [gate, rest] = ofTable ? firstPart(named.rest) : ['', named.rest];
  const [check, column] = firstPart(rest);
  const judged = text.slice(0, text.length - named.rest.length - 1);
  return check === '' ? undefined : { gate: within(judged, gate), check, ...(column !== '' && { column }) };
}

/** A repair of a source's rows in a window. */
export interface RepairSubject extends WindowSubject {
  readonly source: string;
  readonly remediation: string;
  readonly column?: string | undefined;
}

export function repairSubjectNamed(text: string): RepairSubject | undefined {
  const named = windowSubjectNamed(text);
  if (!named) return undefined;
  const { rest, ...window } = named;
  const [source, repair] = firstPart(rest);
  const [remediation, column] = firstPart(repair);
  if (source === '' || remediation === '') return undefined;
  return { ...window, source, remediation, ...(column !== '' && { column }) };
}

const firstPart = (text: string): [first: string, rest: string] => {
  const at = text.indexOf('/');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

/** What any subject is about; undefined for what is none of ours, and for the id of another workflow that is no model's. */
export const subjectNamed = (text: string) =>
  about('window', windowSubjectNamed(text)) ??
  about('arrival', arrivalSubjectNamed(text)) ??
  about('source', sourceSubjectNamed(text)) ??
  about('stream', streamSubjectNamed(text)) ??
  about('predictions', predictionsSubjectNamed(text)) ??
  about('correction', correctionSubjectNamed(text)) ??
  about('message', messageSubjectNamed(text)) ??
  about('run', runSubjectNamed(text)) ??
  about('training', trainingSubjectNamed(text)) ??
  about('promotion', promotionSubjectNamed(text)) ??
  about('deployment', deploymentNamed(text));

const about = <Kind extends string, Parts extends object>(kind: Kind, parts: Parts | undefined) =>
  parts && { about: kind, ...parts };
