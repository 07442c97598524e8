import { deploymentNamed, idPrefix, workflowId } from '#contracts/ids/workflow-ids.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import { productionEnvironment } from '#contracts/window.ts';
import { rollbackUpdate } from '#workflows/deployment/messages.ts';
import { within } from '../../temporal/connect.ts';
import { isNotFound } from '../../temporal/failures.ts';
import { runningIds } from '../../temporal/runs.ts';
import type { Answer } from '../answer.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { nameOf } from '../principal-name.ts';
import { type Session, withSession } from '../session.ts';

const answerMs = 30_000;

export const rollback: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'rollback',
      summary: 'Take the model that is live back, and restore the one before it',
      examples: [['rollback lateness --as ada', 'also while a promotion runs, which it ends']],
    })
      .argument('<model>', 'the model, as `model.name` in the pipeline')
      .requiredOption('--as <name>', 'who takes it back')
      .action(
        answering((model: string, options: { as: string }) =>
          withSession((session) => takeBack(session, model, nameOf(options.as))),
        ),
      ),
  );
};

async function takeBack({ client }: Session, model: string, by: string): Promise<Answer> {
  const handle = client.workflow.getHandle(workflowId.deployment(model, productionEnvironment));
  try {
    const { code, live } = await within(client, answerMs, () =>
      handle.executeUpdate(rollbackUpdate, { args: [{ by }] }),
    );
    const done = code === 'ROLLED_BACK';
    return {
      json: { model, code, live },
      text: [
        done
          ? `${model}: live is ${live ?? 'nothing'} again (${code}).`
          : `${model}: not rolled back (${code}); live is ${live ?? 'nothing'}.`,
      ],
      exit: done ? exitCodes.ok : exitCodes.no,
    };
  } catch (error) {
    throw isNotFound(error) ? await noDeployment(client, model) : error;
  }
}

async function noDeployment(client: Session['client'], model: string): Promise<TidegateError> {
  const models = (await runningIds(client, idPrefix('deployment'))).flatMap((id) => deploymentNamed(id)?.model ?? []);
  return new TidegateError({
    code: 'NOT_FOUND',
    message: `nothing is deployed for a model ${model}`,
    ...misnamed(model, models),
  });
}
