import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { z } from 'zod';
import type { Stack } from './stack.ts';

const retentionDays = 90;

/** How long the namespace keeps closed runs, in days, as Temporal says; throws where it is not what was asked for. */
export async function requireRetention(stack: Stack): Promise<number> {
  const connection = await Connection.connect({ address: stack.temporal });
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
    const days = tsToMs(config?.workflowExecutionRetentionTtl) / 86_400_000;
    if (days !== retentionDays) throw new Error(`the namespace keeps closed runs for ${days} days`);
    return days;
  } finally {
    await connection.close();
  }
}

const Container = z.object({ Service: z.string(), ID: z.string(), State: z.string(), Health: z.string() });
export type Container = z.infer<typeof Container>;

/** The project's containers, those that have ended too. */
export async function containersOf(stack: Stack): Promise<Container[]> {
  const lines = (await stack.compose('ps', '--all', '--format', 'json')).trim().split('\n');
  return lines.map((line) => Container.parse(JSON.parse(line)));
}

/** The users of each running container's main process and its descendants; throws where one is root. */
export async function requireNoRoot(stack: Stack): Promise<Record<string, string>> {
  const users: Record<string, string> = {};
  for (const { Service, ID, State } of await containersOf(stack)) {
    if (State !== 'running') continue;
    const main = (await stack.docker('inspect', '--format', '{{.State.Pid}}', ID)).trim();
    const processes = descendantsOf(main, await stack.docker('top', ID, '-eo', 'pid,ppid,uid,comm'));
    const uids = new Set(processes.map(({ uid }) => uid));
    if (uids.has('0') || uids.size === 0) throw new Error(`${Service} runs as root: ${JSON.stringify(processes)}`);
    users[Service] = [...uids].join(', ');
  }
  return users;
}

/** The engine runs health checks beside the main process, in PostgreSQL's image as root: they are not its descendants. */
function descendantsOf(main: string, table: string) {
  const [, ...lines] = table.trim().split('\n');
  const all = lines.map((line) => {
    const [pid = '', parent = '', uid = '', program = ''] = line.trim().split(/\s+/);
    return { pid, parent, uid, program };
  });
  const found = new Set([main]);
  for (let known = 0; known < found.size; ) {
    known = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
}

/** Throws where a password can be read from the configuration, or from what the engine tells of a container. */
export async function requireNoSecret(stack: Stack): Promise<void> {
  const ids = (await containersOf(stack)).map(({ ID }) => ID);
  const told = [await stack.compose('--profile', '*', 'config'), await stack.docker('inspect', ...ids)];
  for (const name of await readdir(stack.secrets)) {
    const text = await readFile(join(stack.secrets, name), 'utf8');
    // A file of credentials holds the name of the key too.
    const secret = (/^aws_secret_access_key = (.*)$/m.exec(text)?.[1] ?? text).trim();
    if (secret.length < 16) throw new Error(`${name} is no secret`);
    if (told.some((text) => text.includes(secret))) throw new Error(`${name} can be read from outside`);
  }
}
