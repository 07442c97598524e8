import { TidegateError } from '#contracts/problem.ts';
import { runningPipelines } from '../../temporal/runs.ts';
import { askForTraining, trainingEnd } from '../../temporal/training.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameOf } from '../principal-name.ts';
import { type Session, withSession } from '../session.ts';

interface Options {
  readonly as: string;
  readonly wait: boolean;
}

export const train: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'train',
      summary: 'Ask a pipeline for a model now, on its newest data',
      examples: [
        ['train flight-delay --as lin', 'waits until the model is trained, and shows how far it is'],
        ['train --as lin --no-wait', 'the only pipeline that runs; asks and goes'],
      ],
    })
      .argument('[pipeline]', 'the pipeline; the one that runs where it is left out')
      .requiredOption('--as <name>', 'who asks: may not approve the candidate')
      .option('--no-wait', 'do not wait for the training to end')
      .action(
        answering((pipeline: string | undefined, options: Options) =>
          withSession((session) => ask(session, pipeline, options)),
        ),
      ),
  );
};

async function ask({ client }: Session, given: string | undefined, { as, wait }: Options): Promise<Answer> {
  const by = nameOf(as);
  const pipeline = given ?? (await onlyPipeline(client));
  const nonce = await askForTraining(client, pipeline, by);
  if (!wait) {
    const text = [`Asked ${pipeline} for a training, as ${by}.`, `How it goes: tidegate status ${pipeline}`];
    return { json: { pipeline, nonce, by }, text };
  }
  const progress = process.stderr.isTTY ? showOnOneLine : () => {};
  const end = await trainingEnd(client, pipeline, nonce, progress);
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  const { id, outcome, code, promotion } = end;
  return {
    json: { pipeline, nonce, by, ...end },
    text: [
      `${id}: ${outcome}${code === undefined ? '' : ` (${code})`}.`,
      ...(promotion === undefined ? [] : [`Its candidate: ${promotion}`]),
    ],
    exit: outcome === 'completed' ? exitCodes.ok : exitCodes.no,
  };
}

const showOnOneLine = (share: number, message: string): void => {
  process.stderr.write(`\r\u001B[K${Math.round(share * 100)} % ${message}`);
};

async function onlyPipeline(client: Session['client']): Promise<string> {
  const names = await runningPipelines(client);
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0) return name;
  throw new TidegateError({
    code: 'USAGE',
    message: name === undefined ? 'no pipeline runs' : 'several pipelines run',
    observed: names.join(', ') || 'none',
    expected: 'the name of a pipeline',
    remedy: name === undefined ? 'Begin one: tidegate apply' : `Name it: tidegate train ${name}`,
  });
}
