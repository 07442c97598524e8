import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { removeUpdate, renameUpdate } from '#workflows/pipeline/messages.ts';
import { within } from '../../temporal/connect.ts';
import { isNotFound } from '../../temporal/failures.ts';
import { isRunning } from '../../temporal/runs.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { nameOf } from '../principal-name.ts';
import { type Session, withSession } from '../session.ts';
import { counted } from '../words.ts';
import { unknownPipeline } from './status/command.ts';

const answerMs = 30_000;

interface Options {
  readonly as: string;
  readonly reason?: string;
  readonly now?: true;
}

const remove = () =>
  describe({
    name: 'remove',
    summary: 'End a pipeline: its streams are drained, nothing is served any more, all that was decided stays',
    examples: [
      [
        'pipelines remove shop --as ada --reason "moved to the new shop"',
        'refused while trainings, promotions or backfills run',
      ],
      ['pipelines remove shop --as ada --now', 'also while they do: promotions are aborted'],
    ],
  })
    .argument('<pipeline>', 'the pipeline')
    .requiredOption('--as <name>', 'who removes it')
    .option('--reason <text>', 'why: kept as an artifact that the decision names')
    .option('--now', 'also while trainings, promotions or backfills are under way')
    .action(
      answering((pipeline: string, options: Options) => withSession((session) => removed(session, pipeline, options))),
    );

async function removed({ client, settings }: Session, pipeline: string, options: Options): Promise<Answer> {
  const by = nameOf(options.as);
  const reason = options.reason === undefined ? {} : { reason: await kept(settings, options.reason) };
  const id = workflowId.pipeline(pipeline);
  const args = [{ by, ...reason, ...(options.now && { now: true }) }] as const;
  try {
    const { code, streams } = await within(client, answerMs, () =>
      client.workflow.getHandle(id).executeUpdate(removeUpdate, { args: [...args] }),
    );
    return {
      json: { pipeline, code, streams, ...reason },
      text: [`Pipeline ${pipeline} is removed (${code}): ${counted(streams.length, 'stream')} being drained.`],
    };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if ((await isRunning(client, id)) === undefined) throw await unknownPipeline(client, pipeline);
    return { json: { pipeline, code: 'PIPELINE_REMOVED', streams: [] }, text: [`Pipeline ${pipeline} runs no more.`] };
  }
}

const rename = () =>
  describe({
    name: 'rename',
    summary: 'Let a pipeline go on under another name, with its windows, keys and models',
    examples: [
      ['pipelines rename shop market --as ada', 'once its gates have answered; the old name leads to the new one'],
    ],
  })
    .argument('<pipeline>', 'the pipeline')
    .argument('<name>', 'its new name')
    .requiredOption('--as <name>', 'who renames it')
    .option('--reason <text>', 'why: kept as an artifact that the decision names')
    .action(
      answering((pipeline: string, to: string, options: Omit<Options, 'now'>) =>
        withSession((session) => renamed(session, pipeline, to, options)),
      ),
    );

async function renamed({ client, settings }: Session, pipeline: string, to: string, options: Options): Promise<Answer> {
  const by = nameOf(options.as);
  const reason = options.reason === undefined ? {} : { reason: await kept(settings, options.reason) };
  const handle = client.workflow.getHandle(workflowId.pipeline(pipeline));
  try {
    const { code } = await within(client, answerMs, () =>
      handle.executeUpdate(renameUpdate, { args: [{ to, by, ...reason }] }),
    );
    return {
      json: { pipeline, to, code, ...reason },
      text: [`Pipeline ${pipeline} goes on as ${to} (${code}), each stream once its gates have answered.`],
    };
  } catch (error) {
    throw isNotFound(error) ? await unknownPipeline(client, pipeline) : error;
  }
}

async function kept(settings: Session['settings'], reason: string) {
  const { digest } = await (await openArtifactStore(settings.artifacts)).putJson({ reason });
  return digest;
}

export const pipelines: AddCommand = (program) => {
  const group = program
    .command('pipelines')
    .summary('Rename and remove pipelines')
    .description('Rename and remove pipelines.');
  group.addCommand(rename());
  group.addCommand(remove());
};
