import type { Problem, Result } from '#contracts/problem.ts';
import { contractsRefused } from '#domain/spec/change.ts';
import { type LoadedSpec, loadSpec, type SpecNote } from '#spec/load.ts';
import { positionText } from '#spec/problem.ts';
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
        ['validate --against ../main/pipeline.yaml', 'also compares its contracts with those of another version'],
      ],
    })
      .argument('[file]', 'the pipeline', 'pipeline.yaml')
      .option('--windows', 'check only what a dry run of windows needs')
      .option('--against <file>', 'the pipeline as it is in force: contracts that would break it are problems')
      .action(
        answering(async (file: string, options: { windows?: boolean; against?: string }) => {
          const purpose = options.windows ? 'windows' : 'apply';
          const loaded = unbroken(
            await loadSpec(file, purpose),
            options.against && (await loadSpec(options.against, purpose)),
          );
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

type Loaded = Result<LoadedSpec, Problem[]>;

/**
 * Returns the loaded spec if its contracts can read all data that the earlier spec's contracts allow; otherwise the
 * problems.
 */
function unbroken(loaded: Loaded, earlier: Loaded | '' | undefined): Loaded {
  if (!loaded.ok || !earlier) return loaded;
  if (!earlier.ok) return earlier;
  const problem = contractsRefused(earlier.value.contracts, loaded.value.contracts);
  return problem ? { ok: false, problems: [problem] } : loaded;
}

/** A note about a valid spec, as one line. */
export const lineOfNote = ({ at, message }: SpecNote): string => `note: ${positionText(at)}: ${message}`;
