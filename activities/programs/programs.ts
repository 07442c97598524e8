import type { Programs } from '../engine/measure.ts';
import { type CommandDependencies, createCommands } from './command.ts';
import { createCustomChecks } from './custom.ts';

/** Runs what users wrote, from its content. */
export const createPrograms = (dependencies: CommandDependencies): Programs => ({
  command: createCommands(dependencies),
  custom: createCustomChecks(dependencies),
});
