import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { goModule, goProgram } from '../../go-program.ts';
import type { Ingredients } from '../ingredients.ts';

export async function temporalUiContext(folder: string, version: string, tools: Ingredients): Promise<string> {
  const program = { module: 'github.com/temporalio/ui-server/v2', version, main: 'cmd/server', name: 'ui-server' };
  await copyFile(await goProgram(program, tools), join(folder, 'ui-server'));
  const source = await goModule(program, tools);
  await copyFile(join(source, 'docker', 'start-ui-server.sh'), join(folder, 'start-ui-server.sh'));
  await copyFile(join(source, 'config', 'docker.yaml'), join(folder, 'docker.yaml'));
  return `Temporal UI ${version}, built from its Go module with the module's own start script, on Debian trixie`;
}
