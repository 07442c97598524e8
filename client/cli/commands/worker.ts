import { spawn } from 'node:child_process';
import { programs } from '#local/dev/environment.ts';
import { onStopSignal } from '#stores/stop-signals.ts';
import { type AddCommand, describe } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { commandEnvironment } from '../session.ts';

export const worker: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'worker',
      summary: 'Run a worker: workflows and activities on this machine',
      examples: [
        ['worker', 'takes work of all queues'],
        ['worker --queues training', 'trains and does nothing else'],
      ],
    })
      .option(
        '--queues <names>',
        'some of core, panes, training, inference, archive, notices, with commas between them (TIDEGATE_QUEUES)',
      )
      .action(async ({ queues }: { queues?: string }) => {
        const env = { ...commandEnvironment(), ...(queues !== undefined && { TIDEGATE_QUEUES: queues }) };
        const child = spawn(process.execPath, [programs.worker], { stdio: 'inherit', env });
        // A terminal sends Ctrl-C to this process and to the child. Other signals reach this process only, so they are
        // passed on.
        onStopSignal((signal) => void child.kill(signal));
        process.exitCode = await new Promise<number>((resolve) => {
          child.once('error', () => resolve(exitCodes.defect));
          child.once('exit', (code, signal) => resolve(code ?? (signal === null ? exitCodes.defect : exitCodes.ok)));
        });
      }),
  );
};
