import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { TidegateError } from '#contracts/problem.ts';
import { backfillUpdate } from '#workflows/pipeline/messages.ts';
import { within } from '../../temporal/connect.ts';
import { isNotFound } from '../../temporal/failures.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { instantOf } from '../option-values.ts';
import { nameOf } from '../principal-name.ts';
import { type Session, withSession } from '../session.ts';

const answerMs = 30_000;

interface Options {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly partition: string;
  readonly as: string;
}

export const backfill: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'backfill',
      summary: 'Begin a stream of its own for a range of history, beside the live one',
      examples: [
        [
          'backfill shop --id 2025 --from 2025-01-01 --to 2026-01-01 --as ada',
          'then announce to it with --backfill 2025',
        ],
        ['stream drain stream/shop/all/backfill-2025 --as ada', 'ends it'],
      ],
    })
      .argument('<pipeline>', 'the pipeline')
      .requiredOption('--id <id>', 'what it is called; the same id again finds it begun')
      .requiredOption('--from <time>', 'where its first window begins: a date, or RFC 3339')
      .requiredOption('--to <time>', 'where its last window ends')
      .option('--partition <name>', 'the partition whose windows it fills', wholePartition)
      .requiredOption('--as <name>', 'who begins it')
      .action(
        answering((pipeline: string, options: Options) => withSession((session) => begin(session, pipeline, options))),
      ),
  );
};

async function begin({ client }: Session, pipeline: string, options: Options): Promise<Answer> {
  const { id, partition } = options;
  const [from, to] = [instantOf(options.from, '--from'), instantOf(options.to, '--to')];
  const request = { id, partition, from, to, by: nameOf(options.as) };
  const handle = client.workflow.getHandle(workflowId.pipeline(pipeline));
  const { stream, begun } = await within(client, answerMs, () =>
    handle.executeUpdate(backfillUpdate, { args: [request] }),
  ).catch((error: unknown) => {
    throw isNotFound(error) ? unknownPipeline(pipeline) : error;
  });
  return {
    json: { pipeline, id, stream, begun },
    text: [
      begun
        ? `${stream} takes what is announced with --backfill ${id}. End it: tidegate stream drain ${stream}`
        : `A backfill ${id} of another range was begun before: ${stream}`,
    ],
    exit: begun ? exitCodes.ok : exitCodes.no,
  };
}

const unknownPipeline = (name: string): TidegateError =>
  new TidegateError({
    code: 'PIPELINE_UNKNOWN',
    message: `no pipeline ${name} has been applied`,
    observed: name,
    remedy: 'Apply it first: tidegate apply',
  });
