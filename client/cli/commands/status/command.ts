import { misnamed } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import { runningPipelines } from '../../../temporal/runs.ts';
import { standingOf } from '../../../temporal/standing.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { type Session, withSession } from '../../session.ts';
import { linesOfStanding } from './text.ts';

export const status: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'status',
      summary: 'Say how pipelines stand: which source holds which window open, and since when',
      examples: [
        ['status', 'all pipelines that run'],
        ['status flight-delay', 'one of them'],
      ],
    })
      .argument('[pipeline]', 'a pipeline by name; all that run where it is left out')
      .action(answering(statusOf)),
  );
};

function statusOf(name: string | undefined): Promise<Answer> {
  return withSession(async ({ client }) => {
    const names = name === undefined ? await runningPipelines(client) : [name];
    const standings = await Promise.all(names.map((each) => standingOf(client, each)));
    const known = standings.filter((standing) => standing !== undefined);
    if (name !== undefined && known.length === 0) throw await unknownPipeline(client, name);
    const text = known.length === 0 ? ['No pipeline runs. Begin one: tidegate apply'] : known.flatMap(linesOfStanding);
    return { json: name === undefined ? known : known[0], text };
  });
}

/** The problem for a pipeline that was never applied. It names the pipelines that run. */
export async function unknownPipeline(client: Session['client'], name: string): Promise<TidegateError> {
  return new TidegateError({
    code: 'PIPELINE_UNKNOWN',
    message: `no pipeline ${name} has been applied`,
    ...misnamed(name, await runningPipelines(client)),
  });
}
