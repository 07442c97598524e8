import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { findPython } from '#local/python.ts';
import { pythonEnvironment } from '#local/python-environment.ts';
import { runProgram } from '#local/run-program.ts';
import { temporaryFolder } from './fixtures/folders.ts';

async function requirementsOf(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'requirements.txt');
  await writeFile(path, text);
  return path;
}

describe('a Python environment', () => {
  test('is made once for all who ask at the same time, works, is found from then on, and made anew when its interpreter is gone', async () => {
    const onProgress = vi.fn();
    const options = { requirements: await requirementsOf(''), folder: await temporaryFolder(), onProgress };
    const [first, second] = await Promise.all([pythonEnvironment(options), pythonEnvironment(options)]);
    expect(second).toEqual(first);
    expect(onProgress.mock.calls.filter(([line]) => line.startsWith('Making'))).toHaveLength(1);
    const { output } = await runProgram(first.python, ['-c', 'import sys; print(sys.prefix != sys.base_prefix)']);
    expect(output.trim()).toBe('True');
    onProgress.mockClear();
    expect(await pythonEnvironment(options)).toEqual(first);
    expect(onProgress).not.toHaveBeenCalled();

    await rm(first.python);
    const again = await pythonEnvironment(options);
    expect(again.python).toBe(first.python);
    expect((await runProgram(again.python, ['-c', ''])).code).toBe(0);
  });

  test('is refused for packages that are not pinned by hash, and none is left behind', async () => {
    const options = { requirements: await requirementsOf('pip==25.0\n'), folder: await temporaryFolder() };
    await expect(pythonEnvironment(options)).rejects.toMatchObject({ problem: { code: 'MACHINE_INCOMPLETE' } });
    expect(await readdir(options.folder)).toEqual([]);
  });
});

describe('Python', () => {
  test('that is not there is a problem that says what to install', async () => {
    expect(await findPython({ PATH: '/nowhere' })).toMatchObject({
      ok: false,
      problems: [{ code: 'MACHINE_INCOMPLETE', observed: 'python3: cannot be run, python: cannot be run' }],
    });
  });

  test('that is too old is named with its version', async () => {
    const path = join(await temporaryFolder(), 'python');
    await writeFile(path, `#!/bin/sh\nprintf '/usr/bin/python3\\n3.9.2\\nTrue\\nTrue\\n22.0\\n'\n`);
    await chmod(path, 0o755);
    const found = await findPython({ ...process.env, TIDEGATE_PYTHON: path });
    expect(found).toMatchObject({ ok: false, problems: [{ observed: `${path}: 3.9.2`, expected: 'python3 ≥ 3.10' }] });
  });
});
