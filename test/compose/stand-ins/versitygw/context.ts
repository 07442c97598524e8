import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goModule, goProgram } from '../../go-program.ts';
import type { Ingredients } from '../ingredients.ts';

export async function versitygwContext(folder: string, version: string, tools: Ingredients): Promise<string> {
  const program = { module: 'github.com/versity/versitygw', version, main: 'cmd/versitygw', name: 'versitygw' };
  await copyFile(await goProgram(program, tools), join(folder, 'versitygw'));
  await copyFile(join(await goModule(program, tools), 'docker-entrypoint.sh'), join(folder, 'docker-entrypoint.sh'));
  return `versitygw ${version}, built from its Go module with the module's own entry point, on Debian trixie`;
}
