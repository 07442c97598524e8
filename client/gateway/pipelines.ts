import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { Contract } from '#contracts/contract.ts';
import { Digest } from '#contracts/digest.ts';
import { genesisPrefix } from '#contracts/ids/genesis.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { Partitions, partitionNames } from '#contracts/partition.ts';
import { type Problem, problemOf, TidegateError } from '#contracts/problem.ts';
import { partitionedSources } from '#domain/spec/partitioned.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { within } from '../temporal/connect.ts';
import { isNotFound } from '../temporal/failures.ts';
import { runningPipelines } from '../temporal/runs.ts';
import { cached } from './cached.ts';

/** What the gateway needs to know of an applied pipeline. */
export interface KnownPipeline {
  /** Digest of the spec in force. */
  readonly spec: Digest;
  /**
   * Identifies the pipeline whatever its name: it stays the same after a rename, and differs if a new pipeline takes
   * the name of a removed one.
   */
  readonly origin: string;
  readonly sources: readonly string[];
  readonly partitions: readonly string[];
  /** The sources whose rows belong to partitions. */
  readonly partitioned: readonly string[];
}

/** Finds applied pipelines. Reads them from Temporal, without a worker. */
export interface Pipelines {
  /**
   * Throws `PIPELINE_UNKNOWN` with the nearest name, `PIPELINE_REMOVED`, `PIPELINE_RENAMED` with the new name, or
   * `STREAM_STATE_LOST` if Temporal has lost the pipeline's run.
   */
  find(name: string): Promise<KnownPipeline>;
}

/** The part of an applied spec that this module reads. */
const AppliedSources = z.looseObject({
  spec: z.looseObject({
    sources: z.record(z.string(), z.looseObject({ partitioned: z.boolean().optional() })),
    partitions: Partitions.optional(),
  }),
  contracts: z.record(z.string(), Contract),
});

const callMs = 3_000;

export function pipelines(client: Client, artifacts: Pick<ArtifactStore, 'getJson' | 'listRefs'>): Pipelines {
  const names = cached(() => runningPipelines(client), 5_000);
  const declared = cached(async (digest) => {
    const { spec, contracts } = await artifacts.getJson(digest, AppliedSources);
    return {
      sources: Object.keys(spec.sources),
      partitions: partitionNames(spec.partitions),
      partitioned: partitionedSources({ spec, contracts }),
    };
  }, 3_600_000);

  async function find(name: string): Promise<KnownPipeline> {
    const specs = await specsInUse(client, name);
    if (specs?.removed) throw new TidegateError(problemOf('PIPELINE_REMOVED', `the pipeline \`${name}\` was removed`));
    if (specs?.movedTo !== undefined)
      throw new TidegateError(renamedTo(specs.movedTo, `the pipeline \`${name}\` goes on as \`${specs.movedTo}\``));
    if (specs) return known(specs, await declared(specs.spec), await Promise.all(specs.earlier.map(declared)));
    if ((await artifacts.listRefs(genesisPrefix(name))).length > 0) {
      throw new TidegateError(
        problemOf('STREAM_STATE_LOST', `Temporal has lost the pipeline \`${name}\`, whose streams were begun`),
      );
    }
    const applied = await names('').catch((): string[] => []);
    throw new TidegateError({
      code: 'PIPELINE_UNKNOWN',
      message: `no pipeline \`${name.slice(0, 100)}\` has been applied`,
      path: 'pipeline',
      ...misnamed(name.slice(0, 100), applied),
    });
  }
  return { find: cached(find, 2_000) };
}

/** The problem for a renamed pipeline. The HTTP answer is a redirect to the new name. */
export const renamedTo = (to: string, message: string): Problem => ({
  ...problemOf('PIPELINE_RENAMED', message),
  expected: to,
});

type Declared = Omit<KnownPipeline, 'spec' | 'origin'>;

/**
 * Adds the sources of earlier specs: windows that began under them still accept these sources. The streams know which
 * windows do.
 */
const known = (
  { spec, origin }: Pick<KnownPipeline, 'spec' | 'origin'>,
  inForce: Declared,
  earlier: readonly Declared[],
): KnownPipeline => ({
  spec,
  origin,
  sources: [...new Set([inForce, ...earlier].flatMap(({ sources }) => sources))],
  partitions: inForce.partitions,
  partitioned: [...new Set([inForce, ...earlier].flatMap(({ partitioned }) => partitioned))],
});

const Memo = z.looseObject({
  spec: Digest,
  removed: z.boolean().default(false),
  movedTo: z.string().optional(),
  earlier: z.array(Digest).default([]),
  /** The id of the pipeline's first run, under its first name; absent if it was never renamed. */
  origin: z.string().optional(),
});
type InUse = z.infer<typeof Memo> & { readonly origin: string };

/** Reads the memo of a pipeline's run; undefined if there is no such run. */
async function specsInUse(client: Client, name: string): Promise<InUse | undefined> {
  try {
    const { memo, raw, runId } = await within(client, callMs, () =>
      client.workflow.getHandle(workflowId.pipeline(name)).describe(),
    );
    const parsed = Memo.parse(memo);
    return { ...parsed, origin: parsed.origin ?? (raw.workflowExecutionInfo?.firstRunId || runId) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
