import { copyFile, cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ingredients } from '../ingredients.ts';

/** The npm that goes with it: a version that installs this project. */
const npmVersion = '11.19.1';

/** The Node that runs this: the one that package.json pins. */
export async function nodeContext(folder: string, version: string, { shell }: Ingredients): Promise<string> {
  if (process.versions.node !== version) throw new Error(`this is Node ${process.versions.node}, not ${version}`);
  await copyFile(process.execPath, join(folder, 'node'));
  const packages = join(folder, 'packages');
  await mkdir(packages);
  await shell.run('npm', ['install', '--no-save', '--prefix', packages, `npm@${npmVersion}`]);
  await cp(join(packages, 'node_modules', 'npm'), join(folder, 'npm'), { recursive: true });
  await rm(packages, { recursive: true });
  return `Node ${version} from npm's package \`node\`, npm ${npmVersion}, on Debian trixie`;
}
