import type { Client } from '@temporalio/client';
import { runStanding } from '#client/temporal/standing.ts';
import type { Code } from '#contracts/codes.ts';
import { subject } from '#contracts/ids/subjects.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed, productionEnvironment } from '#contracts/window.ts';
import type { Services } from '#local/dev/services.ts';
import type { Catalog, CatalogedDecision, DecisionQuery } from '#stores/catalog/catalog.ts';
import { type DeploymentView, stateQuery as deploymentState } from '#workflows/deployment/messages.ts';
import { type PipelineView, stateQuery as pipelineState } from '#workflows/pipeline/messages.ts';
import { type StreamView, stateQuery as streamState } from '#workflows/stream/messages.ts';
import type { Crashes } from './crashes.ts';
import type { Feed } from './feed.ts';
import type { Narrator } from './narrator.ts';
import type { People } from './people.ts';
import type { PipelineFolder } from './pipeline-folder.ts';
import type { Plan } from './plan.ts';

export const pipeline = 'flight-delay';
export const model = 'lateness';
export const dayMs = 86_400_000;

/** All that an act has at hand. */
export interface World {
  readonly home: string;
  /** Day 0, midnight UTC. */
  readonly start: number;
  readonly seed: number;
  readonly plan: Plan;
  readonly services: Services;
  readonly client: Client;
  readonly catalog: Catalog;
  readonly narrator: Narrator;
  readonly people: People;
  readonly folder: PipelineFolder;
  readonly feed: Feed;
  readonly crashes: Crashes;
  /** Where the report goes. */
  readonly report: string;
}

export const decisions = ({ catalog }: Pick<World, 'catalog'>, query: DecisionQuery): Promise<CatalogedDecision[]> =>
  catalog.decisions(query);

/** Decisions with one of these codes whose subject begins so. */
export const decided = (
  world: Pick<World, 'catalog'>,
  subjectPrefix: string,
  ...codes: Code[]
): Promise<CatalogedDecision[]> => decisions(world, { subjectPrefix, ...(codes.length > 0 && { codes }) });

export const streamView = async ({ client }: Pick<World, 'client'>): Promise<StreamView | undefined> =>
  (await runStanding(client, workflowId.stream(pipeline, wholePartition), streamState))?.view;

export const pipelineView = async ({ client }: Pick<World, 'client'>): Promise<PipelineView | undefined> =>
  (await runStanding(client, workflowId.pipeline(pipeline), pipelineState))?.view;

export const deploymentView = async ({ client }: Pick<World, 'client'>): Promise<DeploymentView | undefined> =>
  (await runStanding(client, workflowId.deployment(model, productionEnvironment), deploymentState))?.view;

/** The start of a day's window. */
export const dayStart = ({ start }: Pick<World, 'start'>, day: number): number => start + day * dayMs;

/** The subject of a day's window. */
export const dayOf = (world: Pick<World, 'start'>, day: number): string =>
  subject.window({ partition: wholePartition, feed: dataFeed, start: dayStart(world, day) });
