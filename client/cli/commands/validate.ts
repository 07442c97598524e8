import { loadSpec, type SpecNote } from '../../spec/load.ts';
import { positionText } from '../../spec/problem.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const validate: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'validate',
      summary: 'Check a pipeline and all files that it names',
      examples: [
        ['validate', 'checks ./pipeline.yaml'],
        ['validate examples/nyc-flights/pipeline.yaml', 'checks another one'],
        ['validate --windows', 'asks for no contracts and no gates'],
      ],
    })
      .argument('[file]', 'the pipeline', 'pipeline.yaml')
      .option('--windows', 'check only what a dry run of windows needs')
      .action(
        answering(async (file: string, options: { windows?: boolean }) => {
          const loaded = await loadSpec(file, options.windows ? 'windows' : 'apply');
          if (!loaded.ok) {
            const count = loaded.problems.length;
            return {
              json: { valid: false, problems: loaded.problems },
              text: [`${file} has ${count === 1 ? 'a problem' : `${count} problems`}.`],
              problems: loaded.problems,
              exit: exitCodes.usage,
            };
          }
          const { spec, notes } = loaded.value;
          return {
            json: { valid: true, name: spec.name, notes },
            text: [`${file} is valid: pipeline ${spec.name}.`, ...notes.map(lineOfNote)],
          };
        }),
      ),
  );
};

/** What should be known of a valid spec, as one line. */
export const lineOfNote = ({ at, message }: SpecNote): string => `note: ${positionText(at)}: ${message}`;
