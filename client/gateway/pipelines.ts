import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { genesisOf, wholePartition, workflowId } from '#contracts/window.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { nearest } from '../nearest.ts';
import { within } from '../temporal/connect.ts';
import { isNotFound, problemOf } from '../temporal/failures.ts';
import { runningIds } from '../temporal/runs.ts';
import { cached } from './cached.ts';

/** What the gateway needs to know of an applied pipeline. */
export interface KnownPipeline {
  /** Digest of the spec in force. */
  readonly spec: Digest;
  readonly sources: readonly string[];
  readonly partitions: readonly string[];
}

/** The pipelines that have been applied, as Temporal knows them; it needs no worker. */
export interface Pipelines {
  /** Throws `PIPELINE_UNKNOWN` with the nearest name, or `STREAM_STATE_LOST` for one whose run is gone. */
  find(name: string): Promise<KnownPipeline>;
}

/** Which part of an applied spec is read here. */
const AppliedSources = z.looseObject({ spec: z.looseObject({ sources: z.record(z.string(), z.unknown()) }) });

const callMs = 3_000;

export function pipelines(client: Client, artifacts: Pick<ArtifactStore, 'getJson' | 'getRef'>): Pipelines {
  const prefix = workflowId.pipeline('');
  const names = cached(async () => (await runningIds(client, prefix)).map((id) => id.slice(prefix.length)), 5_000);
  const sources = cached(
    async (digest) => Object.keys((await artifacts.getJson(digest, AppliedSources)).spec.sources),
    3_600_000,
  );

  async function find(name: string): Promise<KnownPipeline> {
    const spec = await specInForce(client, name);
    if (spec !== undefined) return { spec, sources: await sources(spec), partitions: [wholePartition] };
    if ((await artifacts.getRef(genesisOf(workflowId.stream(name, wholePartition)))) !== undefined) {
      throw new TidegateError(
        problemOf('STREAM_STATE_LOST', `Temporal has lost the pipeline \`${name}\`, whose streams were begun`),
      );
    }
    const applied = await names('').catch((): string[] => []);
    const guess = nearest(name, applied);
    throw new TidegateError({
      code: 'PIPELINE_UNKNOWN',
      message: `no pipeline \`${name.slice(0, 100)}\` has been applied`,
      path: 'pipeline',
      observed: name.slice(0, 100),
      ...(applied.length > 0 && { expected: `one of ${applied.slice(0, 20).join(', ')}` }),
      ...(guess !== undefined && { remedy: `Did you mean \`${guess}\`?` }),
    });
  }
  return { find: cached(find, 2_000) };
}

/** The digest that a pipeline's run carries in its memo; undefined where there is no such run. */
async function specInForce(client: Client, name: string): Promise<Digest | undefined> {
  try {
    const { memo } = await within(client, callMs, () =>
      client.workflow.getHandle(workflowId.pipeline(name)).describe(),
    );
    return Digest.parse(memo?.spec);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
