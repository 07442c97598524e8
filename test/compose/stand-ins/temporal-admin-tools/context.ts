import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTemporal } from '#local/temporal-binary.ts';
import { goProgram } from '../../go-program.ts';
import type { Ingredients } from '../ingredients.ts';
import { serverModule } from '../temporal-server/context.ts';

export async function adminToolsContext(folder: string, version: string, tools: Ingredients): Promise<string> {
  const program = { ...serverModule, version, main: 'cmd/tools/sql', name: 'temporal-sql-tool' };
  await copyFile(await goProgram(program, tools), join(folder, 'temporal-sql-tool'));
  const temporal = await findTemporal({ cache: tools.programs, onProgress: tools.say });
  const path = temporal.from === 'path' ? await tools.shell.run('sh', ['-c', 'command -v temporal']) : temporal.path;
  await copyFile(path.trim(), join(folder, 'temporal'));
  return `temporal-sql-tool ${version}, built from the server's Go module, and the Temporal CLI ${temporal.version}, on Debian trixie`;
}
