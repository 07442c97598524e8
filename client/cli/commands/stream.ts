import { TidegateError } from '#contracts/problem.ts';
import { genesisOf, wholePartition, workflowId } from '#contracts/window.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { nearest } from '../../nearest.ts';
import { type Recovery, recoverStream, type StreamName } from '../../temporal/recovery.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { commandEnvironment, type Session, withSession } from '../session.ts';

export const stream: AddCommand = (program) => {
  const group = program
    .command('stream')
    .summary('Recover streams that were ended from outside')
    .description('Recover streams that were ended from outside.');
  group.addCommand(
    describe({
      name: 'recover',
      summary: 'Go on with a stream that was terminated, failed or timed out, from its last history',
      examples: [
        ['stream recover', 'every stream that was begun and does not run'],
        ['stream recover flight-delay', 'one; left alone, and exit 0, where it runs'],
      ],
    })
      .argument('[stream]', 'a pipeline, or its stream as `stream/PIPELINE/PARTITION`')
      .action(answering((text: string | undefined) => withSession((session) => recover(session, text)))),
  );
};

async function recover({ client, settings }: Session, text: string | undefined): Promise<Answer> {
  const begun = await begunStreams(await openArtifactStore(settings.artifacts));
  const names = text === undefined ? begun : [named(text, begun)];
  const recoveries: Recovery[] = [];
  for (const name of names) recoveries.push(await recoverStream(client, name, commandEnvironment()));
  return {
    json: { streams: recoveries },
    text: recoveries.length === 0 ? ['No stream was begun here. Begin one: tidegate apply'] : recoveries.map(lineOf),
  };
}

/** The streams that a genesis marker tells of. */
async function begunStreams(artifacts: ArtifactStore): Promise<StreamName[]> {
  const ids = (await artifacts.listRefs(genesisOf('stream/'))).map(({ name }) => name.replace(/^streams\//, 'stream/'));
  return ids.flatMap((id) => nameOf(id) ?? []);
}

function nameOf(id: string): StreamName | undefined {
  const [, pipeline, partition] = /^stream\/([^/]+)\/([^/]+)$/.exec(id) ?? [];
  return pipeline === undefined || partition === undefined ? undefined : { id, pipeline, partition };
}

function named(text: string, begun: readonly StreamName[]): StreamName {
  const id = text.startsWith('stream/') ? text : workflowId.stream(text, wholePartition);
  const found = begun.find((stream) => stream.id === id);
  if (found) return found;
  const pipelines = begun.map(({ pipeline }) => pipeline);
  const guess = nearest(text, text === id ? begun.map((stream) => stream.id) : pipelines);
  throw new TidegateError({
    code: 'PIPELINE_UNKNOWN',
    message: `no stream \`${id}\` was ever begun`,
    observed: text,
    ...(begun.length > 0 && { expected: `one of ${pipelines.join(', ')}` }),
    ...(guess !== undefined && { remedy: `Did you mean \`${guess}\`?` }),
  });
}

function lineOf(recovery: Recovery): string {
  const { stream: id } = recovery;
  if (recovery.outcome === 'running') return `${id} runs: there is nothing to recover.`;
  const { predecessor, waiting, unseen, panes } = recovery;
  return `${id} goes on where run ${predecessor} ended (STREAM_RECOVERED): ${waiting} batches waited, ${unseen} signals had not been seen, ${panes} panes are at their gates.`;
}
