import { genesisNamed, genesisPrefix } from '#contracts/ids/genesis.ts';
import { idPrefix, streamNamed, workflowId } from '#contracts/ids/workflow-ids.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { wholePartition } from '#contracts/partition.ts';
import { TidegateError } from '#contracts/problem.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { StreamName } from '../temporal/recovery.ts';
import type { Session } from './session.ts';

/** The streams for which a genesis marker was stored when they began. */
export async function begunStreams(settings: Session['settings']): Promise<StreamName[]> {
  const artifacts = await openArtifactStore(settings.artifacts);
  const begun = (await artifacts.listRefs(genesisPrefix())).flatMap(({ name }) => genesisNamed(name) ?? []);
  return begun.map(({ pipeline, partition }) => ({ id: workflowId.stream(pipeline, partition), pipeline, partition }));
}

/** Parses a stream's workflow id; undefined for the id of another kind of workflow. */
export function nameOf(id: string): StreamName | undefined {
  const named = streamNamed(id);
  return named && { id, ...named };
}

/**
 * Finds the stream that a person names: by `stream/PIPELINE/PARTITION`, or by the pipeline if that has only one stream.
 * Throws `PIPELINE_UNKNOWN`.
 */
export async function chosenStream({ settings }: Pick<Session, 'settings'>, text: string): Promise<StreamName> {
  const begun = await begunStreams(settings);
  const id = text.startsWith(idPrefix('stream')) ? text : workflowId.stream(text, wholePartition);
  const found = begun.find((stream) => stream.id === id);
  if (found) return found;
  const ofPipeline = begun.filter(({ pipeline }) => pipeline === text);
  const known =
    text === id || ofPipeline.length > 0 ? begun.map((stream) => stream.id) : begun.map(({ pipeline }) => pipeline);
  throw new TidegateError({
    code: 'PIPELINE_UNKNOWN',
    message:
      ofPipeline.length > 0 ? `the pipeline \`${text}\` has several streams` : `no stream \`${id}\` was ever begun`,
    ...misnamed(text, known),
  });
}
