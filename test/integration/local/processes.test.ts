import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { identityOf } from '#local/process-identity.ts';
import { openSupervisor } from '#local/processes.ts';
import { signalTo, startService } from '#local/service.ts';
import { eventually } from '#test/support/eventually.ts';
import { temporaryFolder } from './fixtures/folders.ts';

const script = new URL('./fixtures/child.ts', import.meta.url);
const isGone = (pid: number) => identityOf(pid) === undefined;

describe('a supervisor', () => {
  test('ends all that it started, the last first, and keeps their output', async () => {
    const home = await temporaryFolder();
    const supervisor = await openSupervisor(home);
    const ended: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      const ready = { line: new RegExp(`${name} is ready`) };
      const service = await supervisor.start({ name, run: { script, args: [name] }, ready });
      void service.exited.then(() => ended.push(name));
    }
    await supervisor.stop();
    expect(ended).toEqual(['third', 'second', 'first']);
    expect(await readFile(join(home, 'logs', 'second.log'), 'utf8')).toContain('second was asked to end');
  });

  test('kills what does not end when asked', async () => {
    const supervisor = await openSupervisor(await temporaryFolder());
    const ready = { line: /is ready/ };
    const polite = await supervisor.start({ name: 'polite', run: { script, args: ['polite'] }, ready });
    const stubborn = await supervisor.start({
      name: 'stubborn',
      run: { script, args: ['stubborn', 'stubborn'] },
      ready,
    });
    await supervisor.stop(3000);
    expect(await stubborn.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await polite.exited).toEqual({ code: 0, signal: null });
  });

  test('names the process that ended before it was ready, with the end of its log', async () => {
    const supervisor = await openSupervisor(await temporaryFolder());
    onTestFinished(() => supervisor.stop());
    const run = { command: 'sh', args: ['-c', 'echo the disk is on fire; exit 3'] };
    const start = supervisor.start({ name: 'gateway', run, ready: { url: 'http://127.0.0.1:9/health/ready' } });
    await expect(start).rejects.toMatchObject({
      problem: {
        message: 'gateway did not start',
        observed: expect.stringContaining('ended (3): the disk is on fire'),
      },
    });
  });

  test('tells when a process ends that nobody asked to, and can start it again', async () => {
    const onExit = vi.fn();
    const supervisor = await openSupervisor(await temporaryFolder(), { onExit });
    onTestFinished(() => supervisor.stop());
    const options = { name: 'worker', run: { script, args: ['worker'] }, ready: { line: /worker is ready/ } };
    const first = await supervisor.start(options);
    await first.kill();
    expect(onExit).toHaveBeenCalledWith(first, { code: null, signal: 'SIGKILL' });
    const second = await supervisor.start(options);
    expect(second.pid).not.toBe(first.pid);
  });

  test('refuses a home in which another one is at work', async () => {
    const home = await temporaryFolder();
    const supervisor = await openSupervisor(home);
    await expect(openSupervisor(home)).rejects.toMatchObject({
      problem: { code: 'USAGE', expected: 'one at a time in each home' },
    });
    await supervisor.stop();
    await (await openSupervisor(home)).stop();
  });
});

/** Servers and processes of ours and of others, as `tidegate dev` has them. */
describe('when the command that started them', () => {
  test('gets Ctrl-C, all end, and it says so by its exit code', async () => {
    const home = await temporaryFolder();
    const { parent, pids } = await startParent(home);
    parent.kill('SIGINT');
    const [code] = await once(parent, 'exit');
    expect(code).toBe(130);
    expect(await readdir(join(home, 'run'))).toEqual([]);
    expect(pids.every(isGone)).toBe(true);
  });

  test('is killed, its processes end too', async () => {
    const { parent, pids } = await startParent(await temporaryFolder());
    parent.kill('SIGKILL');
    await eventually(() => expect(pids.every(isGone)).toBe(true));
  });

  test('was killed and a process outlived it, the next one ends that process', async () => {
    const home = await temporaryFolder();
    const left = await leftBehind(home);
    const onNotice = vi.fn();
    const supervisor = await openSupervisor(home, { onNotice });
    expect(isGone(left)).toBe(true);
    expect(onNotice).toHaveBeenCalledWith('Ended what an interrupted run had left: left.');
    await supervisor.stop();
  });
});

test('a process whose number was given to another is not taken for it', async () => {
  const home = await temporaryFolder();
  const service = await startService({ name: 'mine', home, command: 'sleep', args: ['600'] });
  onTestFinished(() => service.kill());
  expect(identityOf(service.pid)).not.toEqual({ pid: service.pid, started: identityOf(process.pid)?.started });
});

async function startParent(home: string): Promise<{ parent: ChildProcess; pids: number[] }> {
  const path = fileURLToPath(new URL('./fixtures/parent.ts', import.meta.url));
  const parent = spawn(process.execPath, [path, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  const pids: number[] = JSON.parse(String(line));
  onTestFinished(() => {
    for (const pid of pids) signalTo(-pid, 'SIGKILL');
  });
  expect(pids.some(isGone)).toBe(false);
  return { parent, pids };
}

/** Starts, from a process that then ends, one that nothing ties to it. */
async function leftBehind(home: string): Promise<number> {
  const service = new URL('../../../local/service.ts', import.meta.url).href;
  const code = `
    const { startService } = await import(${JSON.stringify(service)});
    const left = await startService({ name: 'left', home: ${JSON.stringify(home)}, command: 'sleep', args: ['600'] });
    console.log(left.pid);
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  await once(child, 'exit');
  const pid = Number(line);
  expect(isGone(pid)).toBe(false);
  return pid;
}
