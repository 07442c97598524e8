import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TidegateError } from '#contracts/problem.ts';
import { trainerRequirements } from '#local/dev/environment.ts';

/** The command that starts the trainer in its folder, and the files that belong there. */
export interface TrainerCommand {
  readonly command: readonly string[];
  /** A person's own files; empty if a skeleton is to be written. */
  readonly files: readonly string[];
}

/**
 * Parses a person's trainer command. The words that are files are copied to the trainer's folder. Without a command it
 * is that of the skeleton. Throws `USAGE` if no word is a file.
 */
export async function trainerCommand(given: string | undefined): Promise<TrainerCommand> {
  if (given === undefined) return { command: ['python', 'train.py'], files: [] };
  const words = [...given.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const files: string[] = [];
  for (const word of words) if ((await stat(word).catch(() => undefined))?.isFile()) files.push(word);
  if (files.length === 0) {
    throw new TidegateError({
      code: 'USAGE',
      message: 'no word of the command is a file, and a trainer is one',
      path: '--train',
      observed: given,
      expected: 'a command such as "python train.py", with its file',
    });
  }
  const [first = ''] = words;
  const own = words.map((word) => (files.includes(word) ? basename(word) : word));
  return { command: files.includes(first) ? [`./${basename(first)}`, ...own.slice(1)] : own, files };
}

const skeleton = join(dirname(trainerRequirements), 'minimal.py');

/** Writes the trainer's folder. */
export async function writeTrainer(folder: string, { files }: TrainerCommand): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) await copyFile(file, join(folder, basename(file)));
  if (files.length > 0) return;
  const text = await readFile(skeleton, 'utf8');
  const [, ...code] = text.split('\n');
  await writeFile(join(folder, 'train.py'), [docstring, ...code].join('\n'));
  await copyFile(trainerRequirements, join(folder, 'requirements.txt'));
}

const docstring = `"""A logistic regression as ONNX, and what Tidegate wants to know of it: a skeleton. Yours is the line \`model = …\`.

docs/use/bring-your-trainer.md tells what it gets (the request, a Parquet file), what it writes, and what its exit means. Its packages
are in requirements.txt, which \`tidegate dev\` has an environment for.
"""`;
