import { z } from 'zod';
import { EpochMs } from './time.ts';

/** A half-open interval of event time, `[start, end)`. */
export const Window = z.strictObject({ start: EpochMs, end: EpochMs });
export type Window = z.infer<typeof Window>;

export const Timing = z.enum(['on-time', 'late']);
export type Timing = z.infer<typeof Timing>;

/** The aligned sources together are the feed `data`; every other source is a feed of its own name. */
export const dataFeed = 'data';

/** Ids of the public protocol. */
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

/** The reference in the artifact store which says that a stream was begun, by the stream's workflow id. */
export const genesisOf = (streamId: string): string => streamId.replace(/^stream\//, 'streams/');

/** The one environment that a pipeline deploys to. */
export const productionEnvironment = 'production';
