import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goModule, goProgram } from '../../go-program.ts';
import type { Ingredients } from '../ingredients.ts';

/** Temporal's server, its tools and the tags that it is released with. */
export const serverModule = { module: 'go.temporal.io/server', tags: 'disable_grpc_modules' } as const;

export async function temporalServerContext(folder: string, version: string, tools: Ingredients): Promise<string> {
  const program = { ...serverModule, version, main: 'cmd/server', name: 'temporal-server' };
  await copyFile(await goProgram(program, tools), join(folder, 'temporal-server'));
  const source = await goModule(program, tools);
  await copyFile(join(source, 'docker', 'scripts', 'sh', 'entrypoint.sh'), join(folder, 'entrypoint.sh'));
  return `Temporal server ${version}, built from its Go module with the module's own entry point, on Debian trixie`;
}
