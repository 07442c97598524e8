import { type Recovery, recoverStream } from '../../../temporal/recovery.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { commandEnvironment, type Session, withSession } from '../../session.ts';
import { begunStreams, chosenStream } from '../../stream-name.ts';
import { operations } from './operations.ts';

export const stream: AddCommand = (program) => {
  const group = program
    .command('stream')
    .summary('Pause, drain and set back streams, and recover those that were ended from outside')
    .description('Pause, drain and set back streams, and recover those that were ended from outside.');
  for (const operation of operations) group.addCommand(operation());
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
  const names = text === undefined ? await begunStreams(settings) : [await chosenStream({ settings }, text)];
  const recoveries: Recovery[] = [];
  for (const name of names) recoveries.push(await recoverStream(client, name, commandEnvironment()));
  return {
    json: { streams: recoveries },
    text: recoveries.length === 0 ? ['No stream was begun here. Begin one: tidegate apply'] : recoveries.map(lineOf),
  };
}

function lineOf(recovery: Recovery): string {
  const { stream: id } = recovery;
  if (recovery.outcome === 'running') return `${id} runs: there is nothing to recover.`;
  if (recovery.outcome === 'ended') return `${id} was drained or renamed: there is nothing to recover.`;
  const { predecessor, waiting, unseen, panes } = recovery;
  return `${id} goes on where run ${predecessor} ended (STREAM_RECOVERED): ${waiting} batches waited, ${unseen} signals had not been seen, ${panes} panes are at their gates.`;
}
