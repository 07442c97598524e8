import { access, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { publishOnce } from '#local/publish-once.ts';
import type { Shell } from './shell.ts';

/** A program that the Go module proxy has the source of. */
export interface GoProgram {
  /** `go.temporal.io/server`. */
  readonly module: string;
  readonly version: string;
  /** The folder of its `main` within the module. */
  readonly main: string;
  readonly name: string;
  readonly tags?: string;
  readonly ldflags?: string;
}

export interface GoTools {
  readonly shell: Shell;
  /** Built programs are kept here. */
  readonly cache: string;
  readonly say: (line: string) => void;
}

const environment = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };

/** Builds a program once, and answers its path. */
export async function goProgram(program: GoProgram, tools: GoTools): Promise<string> {
  const { module, version, main, name, tags = '', ldflags = '' } = program;
  const { shell, cache, say } = tools;
  const target = join(cache, 'programs', `${name}-${version}`);
  await publishOnce(
    target,
    () => isThere(join(target, name)),
    async (folder) => {
      say(`Building ${name} ${version} from the Go module proxy (once, some minutes).`);
      const source = await goModule({ module, version }, tools);
      // A copy: what a module excludes or replaces counts in its own folder only, and that of the cache is read only.
      const copy = join(folder, 'source');
      await shell.run('cp', ['-r', '--no-preserve=mode', source, copy]);
      const flags = ['-trimpath', '-tags', tags, '-ldflags', `-s -w ${ldflags}`.trim()];
      await shell.run('go', ['build', ...flags, '-o', join(folder, `${name}.built`), `./${main}`], {
        cwd: copy,
        env: environment,
      });
      await rename(join(folder, `${name}.built`), join(folder, name));
      await shell.run('rm', ['-r', copy]);
    },
    { onWait: () => say(`Waiting for another process that builds ${name}.`) },
  );
  return join(target, name);
}

const Downloaded = z.object({ Dir: z.string() });

/** The folder with a module's source. */
export async function goModule(
  { module, version }: Pick<GoProgram, 'module' | 'version'>,
  { shell }: Pick<GoTools, 'shell'>,
): Promise<string> {
  const output = await shell.run('go', ['mod', 'download', '-json', `${module}@v${version}`], { env: environment });
  const { Dir } = Downloaded.parse(JSON.parse(output));
  await readdir(Dir);
  return Dir;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
