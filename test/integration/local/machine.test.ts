import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { tryLock, withLock } from '#local/locks.ts';
import { freePort, freePorts } from '#local/ports.ts';
import { nodeIsRecent, preflight } from '#local/preflight.ts';
import { publishOnce } from '#local/publish-once.ts';
import { temporaryFolder } from './fixtures/folders.ts';

describe('before anything is started', () => {
  test('a machine that has all is told nothing', async () => {
    const folder = await temporaryFolder();
    expect(await preflight({ home: join(folder, 'home'), cache: join(folder, 'cache') })).toEqual([]);
  });

  test('what is missing is named with what to do, all of it at once', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const problems = await preflight({
      home: join(folder, 'file', 'home'),
      cache: join(folder, 'cache'),
      env: { PATH: '/nowhere' },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'Python 3.10 or later is needed',
      'a folder cannot be made',
    ]);
    expect(problems.every(({ remedy }) => remedy !== undefined)).toBe(true);
    expect(nodeIsRecent('20.19.0')).toMatchObject([{ observed: '20.19.0', expected: '≥ 24' }]);
  });
});

describe('free ports', () => {
  test('are different, free, and not among those of outgoing connections', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(ports.every((port) => port >= 15_000 && port < 32_768)).toBe(true);
    const server = createServer().listen(await freePort(), '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((listening) => server.once('listening', listening));
  });
});

describe('a lock', () => {
  test('is held by one at a time', async () => {
    const path = join(await temporaryFolder(), 'lock');
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((done) => setTimeout(done, 20));
      inside -= 1;
    };
    await Promise.all([1, 2, 3, 4].map(() => withLock(path, work)));
  });

  test('of a process that has ended is taken over by exactly one', async () => {
    const folder = await temporaryFolder();
    for (let round = 0; round < 100; round += 1) {
      const path = join(folder, `lock-${round}`);
      await writeFile(path, JSON.stringify({ pid: 1, started: 'before the last boot' }));
      const attempts = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => tryLock(path)));
      expect(attempts.filter((attempt) => 'lock' in attempt)).toHaveLength(1);
    }
  });
});

describe('a folder that is published once', () => {
  test('is complete or absent: a build that fails leaves nothing, and the next one succeeds', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'program');
    const usable = vi.fn(async () => false);
    const fail = publishOnce(target, usable, async (building) => {
      await writeFile(join(building, 'half'), '');
      throw new Error('the network went away');
    });
    await expect(fail).rejects.toThrow('the network went away');
    await publishOnce(target, usable, (building) => mkdir(join(building, 'whole')));
    await writeFile(join(target, 'whole', 'file'), '');
  });
});
