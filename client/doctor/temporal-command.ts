import { temporalProgram } from '#local/temporal-binary.ts';
import type { Surroundings } from './surroundings.ts';

/** A command line of Temporal's operator tool, as it works on this machine. */
export const operator = ({ settings, client, address }: Surroundings, command: string): string =>
  `${temporalProgram(settings.cache)} operator ${command} --namespace ${client.options.namespace} --address ${address}`;
