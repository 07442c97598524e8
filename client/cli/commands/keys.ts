import { present } from '#contracts/present.ts';
import { readSettings } from '#stores/settings.ts';
import { newKey } from '../../keys/key-file.ts';
import { addPrincipal } from '../../keys/principal-file.ts';
import { type AddCommand, answering, describe } from '../command.ts';
import { nameOf } from '../principal-name.ts';
import { commandEnvironment } from '../session.ts';

interface Options {
  readonly role: readonly string[];
  readonly into?: string;
}

export const keys: AddCommand = (program) => {
  const group = program
    .command('keys')
    .summary('Make keys that sign approvals')
    .description('Make keys that sign approvals.');
  group.addCommand(
    describe({
      name: 'new',
      summary: 'Make an Ed25519 key for a principal; the private part stays in <home>/keys',
      examples: [
        ['keys new ada --role ml-lead', 'prints the public part'],
        ['keys new bob --role risk --into principals.yaml', 'adds it to a pipeline'],
      ],
    })
      .argument('<name>', 'the principal: letters, digits, dots, dashes')
      .requiredOption('--role <role...>', 'the roles that it may act in')
      .option('--into <file>', 'the file of principals to add the public part to')
      .action(
        answering(async (name: string, { role, into }: Options) => {
          const { home } = readSettings(commandEnvironment());
          const { principal, file } = await newKey(home, nameOf(name, 'name'), role);
          if (into !== undefined) await addPrincipal(into, principal);
          return {
            json: { principal, file, ...present({ into }) },
            text: [
              `Private key: ${file} (yours alone; no worker needs it)`,
              ...(into === undefined
                ? ['Public part, for `principals`:', `  - ${JSON.stringify(principal)}`]
                : [`Public part: added to ${into}. Apply the pipeline again.`]),
            ],
          };
        }),
      ),
  );
};
