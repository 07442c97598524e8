import { join } from 'node:path';
import { pythonEnvironment } from '#local/python-environment.ts';
import { readSettings } from '#stores/settings.ts';
import { example } from './data/flight-panes.ts';

/** The folder of programs in which the example's trainer runs; made once, in the cache. */
export async function trainerPath(): Promise<string> {
  const requirements = join(example, 'trainer', 'requirements.txt');
  const { folder } = await pythonEnvironment({ requirements, folder: join(readSettings().cache, 'python') });
  return join(folder, 'bin');
}

export const exampleTrainer = {
  folder: join(example, 'trainer'),
  files: ['train.py', 'minimal.py'],
  command: ['python', 'train.py'],
};
