import { temporalProgram } from '#local/temporal-binary.ts';
import type { Surroundings } from './surroundings.ts';

/** A command line for Temporal's operators, as it can be typed on this machine. */
export const operator = ({ settings, client, address }: Surroundings, command: string): string =>
  `${temporalProgram(settings.cache)} operator ${command} --namespace ${client.options.namespace} --address ${address}`;
