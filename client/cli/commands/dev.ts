import colors from 'picocolors';
import { startDev } from '#local/dev/run.ts';
import { readSettings } from '#stores/settings.ts';
import { type AddCommand, describe } from '../command.ts';
import { failed } from '../output.ts';

export const dev: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'dev',
      summary: 'Start Temporal with its UI, PostgreSQL, the workers and the gateway on this machine',
      examples: [
        ['dev', 'Ctrl-C ends all of it; the next start goes on from there'],
        ['status', 'in another terminal of the same project: finds what runs'],
      ],
    }).action(async ({ json }: { json?: boolean }) => {
      try {
        const say = (line: string) => process.stderr.write(`${colors.dim(line)}\n`);
        const { services } = await startDev(readSettings(), {
          onProgress: say,
          onExit: (line) => process.stderr.write(`${colors.red(line)}\n`),
        });
        const { temporalUi, temporal, gateway, home } = services.addresses;
        const addresses = { temporalUi, temporal, gateway, home };
        process.stdout.write(json ? `${JSON.stringify(addresses)}\n` : `${linesOf(addresses).join('\n')}\n`);
      } catch (error) {
        process.exitCode = await failed(error, json === true);
      }
    }),
  );
};

const linesOf = ({ temporalUi, temporal, gateway, home }: Readonly<Record<string, string | undefined>>): string[] => [
  `Temporal's UI   ${temporalUi}`,
  `Temporal        ${temporal}`,
  `Gateway         ${gateway}`,
  `State home      ${home}`,
  '',
  'In another terminal: npx tidegate apply PIPELINE.yaml --as NAME, then npx tidegate status. Ctrl-C ends all.',
];
