import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '#client/cli/program.ts';
import { programs } from '#local/dev/environment.ts';

/** A command line, and all that it is to know of its surroundings. */
export interface Asked {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

export interface Reply {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** What would have kept a process of its own from ending. */
  readonly open: readonly string[];
}

/** A process of its own would wait for what is being closed, too. */
const patienceMs = 10_000;

process.on('disconnect', () => process.exit());
process.on('message', async (asked: Asked) => process.send?.(await reply(asked)));
process.send?.('ready');

async function reply({ args, env, folder }: Asked): Promise<Reply> {
  surround(env);
  process.chdir(folder);
  process.exitCode = 0;
  const before = process.getActiveResourcesInfo();
  const [out, err] = [new Printed(), new Printed()];
  // Its own streams each time: what listens to them ends with them.
  Object.defineProperty(process, 'stdout', { value: out, configurable: true });
  Object.defineProperty(process, 'stderr', { value: err, configurable: true });
  await run([process.execPath, programs.tidegate, ...args]);
  return { exit: Number(process.exitCode), out: out.text, err: err.text, open: await leftOpen(before) };
}

class Printed extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function surround(env: Asked['env']): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

async function leftOpen(before: readonly string[]): Promise<string[]> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const open = more(process.getActiveResourcesInfo(), before);
    if (open.length === 0 || performance.now() > until) return open;
    await sleep(10);
  }
}

/** What is in one list more often than in the other, but for this process's own wait. */
function more(now: readonly string[], before: readonly string[]): string[] {
  const left = [...before, 'Timeout'];
  return now.filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
