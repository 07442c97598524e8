import { openArtifactStore } from '#stores/artifacts/open.ts';
import { loadSpec } from '../../spec/load.ts';
import { resolve } from '../../spec/resolve.ts';
import { sendApplication } from '../../temporal/application.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { nameOf } from '../principal-name.ts';
import { withSession } from '../session.ts';
import { lineOfNote } from './validate.ts';

export const apply: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'apply',
      summary: 'Bring a pipeline into force, or its changed model, training and promotion',
      examples: [
        ['apply', 'applies ./pipeline.yaml'],
        ['apply examples/nyc-flights/pipeline.yaml --as ada', 'says who applies, who then cannot approve'],
      ],
    })
      .argument('[file]', 'the pipeline', 'pipeline.yaml')
      .option('--as <name>', 'who applies it: a principal', 'operator')
      .action(answering(applyFile)),
  );
};

async function applyFile(file: string, options: { as: string }) {
  const by = nameOf(options.as);
  const loaded = await loadSpec(file);
  if (!loaded.ok)
    return {
      json: { applied: false, problems: loaded.problems },
      text: [],
      problems: loaded.problems,
      exit: exitCodes.usage,
    };
  return withSession(async ({ client, settings }) => {
    const { applied, digest } = await resolve(loaded.value, await openArtifactStore(settings.artifacts));
    const { code, changed } = await sendApplication(client, { digest, applied, by });
    const { name } = applied.spec;
    const done = code === 'SPEC_APPLIED' || code === 'SPEC_UNCHANGED';
    const words = code === 'SPEC_UNCHANGED' ? 'is in force already' : done ? 'is in force' : `was refused: ${code}`;
    return {
      json: { applied: done, pipeline: name, spec: digest, code, changed, notes: loaded.value.notes },
      text: [
        `Pipeline ${name} ${words} (${digest}).`,
        ...changed.map((path) => `  changed: ${path}`),
        ...loaded.value.notes.map(lineOfNote),
      ],
      exit: done ? exitCodes.ok : exitCodeOf(code),
    };
  });
}
