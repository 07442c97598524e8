import { readSettings, temporalConfig } from '#stores/settings.ts';
import { connect, disconnect } from '../../../temporal/connect.ts';
import type { Answer } from '../../answer.ts';
import { type AddCommand, answering, describe } from '../../command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { commandEnvironment } from '../../session.ts';
import { linesOfDiagnoses } from './text.ts';

export const doctor: AddCommand = (program) => {
  program.addCommand(
    describe({
      name: 'doctor',
      summary: 'Look at all that Tidegate needs, and say how to mend what is amiss',
      examples: [
        ['doctor', 'Temporal, workers, stores, gateway, programs and clocks; exit 1 where something fails'],
        ['doctor --json', 'the same for programs; warnings leave the exit status at 0'],
      ],
    }).action(answering(answer)),
  );
};

async function answer(): Promise<Answer> {
  // Imported here, because the other commands need no catalog and start faster without it.
  const { diagnose } = await import('../../../doctor/diagnose.ts');
  const environment = commandEnvironment();
  const temporal = temporalConfig(environment);
  const client = connect(temporal, 'tidegate-doctor');
  try {
    const { address } = temporal.connectionOptions;
    const settings = readSettings(environment);
    const diagnoses = await diagnose({ settings, client, address, environment, now: Date.now });
    const well = diagnoses.every(({ state }) => state !== 'fail');
    return {
      json: { well, diagnoses },
      text: linesOfDiagnoses(diagnoses),
      exit: well ? exitCodes.ok : exitCodes.no,
    };
  } finally {
    await disconnect(client);
  }
}
