import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TidegateError } from '#contracts/problem.ts';
import { tryLock } from './locks.ts';
import { nodeThatEndsWithParent, scriptPath } from './parent-death.ts';
import { type Readiness, whenReady } from './readiness.ts';
import { endLeftovers } from './run-records.ts';
import { type Exit, type Service, signalTo, startService } from './service.ts';

/** A process to start and watch. */
export interface ProcessOptions {
  readonly name: string;
  /** A program with its arguments, or a script of ours for this Node. */
  readonly run:
    | { readonly command: string; readonly args?: readonly string[] }
    | { readonly script: string | URL; readonly args?: readonly string[] };
  /** Added to this process's environment; a name given as undefined is left out. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly ready?: Readiness;
  /** Milliseconds until it must be ready; 30 s when left out. */
  readonly readyWithinMs?: number;
}

/** Anything that the supervisor stops together with its processes: a server, a listener. */
export interface Stoppable {
  readonly name: string;
  stop(graceMs?: number): Promise<void>;
  kill?(): Promise<void>;
}

/** Starts processes for one home and ends all of them together. */
export interface Supervisor {
  readonly home: string;
  /** Starts a process and waits until it is ready. The same name may be started again once it has ended. */
  start(options: ProcessOptions): Promise<Service>;
  /** Also stops something that was started elsewhere. */
  adopt<T extends Stoppable>(stoppable: T): T;
  /** Ends all, the last started first, within `withinMs` (9 s when left out), and releases the home. Safe to call twice. */
  stop(withinMs?: number): Promise<void>;
  /** Ends all at once by SIGKILL: the answer to a second Ctrl-C. */
  killAll(): Promise<void>;
}

/** Callbacks of a supervisor. */
export interface SupervisorEvents {
  /** A line for a person, before something unusual is done. */
  readonly onNotice?: ((line: string) => void) | undefined;
  /** A process ended though nobody asked it to. */
  readonly onExit?: ((service: Service, exit: Exit) => void) | undefined;
}

/** Milliseconds reserved for each process that is still to be stopped. */
const shareMs = 1500;

/**
 * Takes a home for this process, and ends what a killed predecessor left running there.
 *
 * @throws `USAGE` where another process works in this home
 */
export async function openSupervisor(home: string, events: SupervisorEvents = {}): Promise<Supervisor> {
  await mkdir(join(home, 'run'), { recursive: true });
  const attempt = await tryLock(join(home, 'run', 'lock'));
  if ('heldBy' in attempt) throw new TidegateError(homeInUse(home, attempt.heldBy.pid));
  const left = await endLeftovers(home);
  if (left.length > 0) events.onNotice?.(`Ended what an interrupted run had left: ${left.join(', ')}.`);

  const children: Service[] = [];
  const members: Stoppable[] = [];
  const killGroups = () => {
    for (const child of children) if (child.exit() === undefined) signalTo(-child.pid, 'SIGKILL');
  };
  process.once('exit', killGroups);
  let stopping: Promise<void> | undefined;
  const isStopping = () => stopping !== undefined;

  const stopAll = async (withinMs: number) => {
    const until = performance.now() + withinMs;
    for (let rest = members.length; rest > 0; rest -= 1) {
      const member = members[rest - 1];
      const graceMs = Math.max(200, until - performance.now() - shareMs * (rest - 1));
      // One that cannot be stopped must not keep the others from it.
      await member?.stop(graceMs).catch((error: unknown) => events.onNotice?.(`${member.name}: ${String(error)}`));
    }
    process.removeListener('exit', killGroups);
    await attempt.lock.release();
  };

  return {
    home,
    async start(options) {
      if (isStopping()) throw new TidegateError(ending(options.name));
      const service = await startProcess(home, options);
      if (isStopping()) {
        await service.kill();
        throw new TidegateError(ending(options.name));
      }
      replace(children, service);
      replace(members, service);
      service.exited.then((exit) => {
        if (!isStopping()) events.onExit?.(service, exit);
      });
      const { ready, readyWithinMs = 30_000 } = options;
      if (ready !== undefined)
        await whenReady(service, ready, {
          withinMs: readyWithinMs,
          code: 'INTERNAL',
        });
      return service;
    },
    adopt(stoppable) {
      replace(members, stoppable);
      return stoppable;
    },
    stop(withinMs = 9000) {
      stopping ??= stopAll(withinMs);
      return stopping;
    },
    async killAll() {
      await Promise.all(members.map((member) => member.kill?.()));
    },
  };
}

function startProcess(home: string, options: ProcessOptions): Promise<Service> {
  const { name, run, cwd } = options;
  const own = 'script' in run;
  const line = own ? nodeThatEndsWithParent(scriptPath(run.script), run.args ?? []) : { args: [], ...run };
  return startService({
    name,
    home,
    ...line,
    env: { ...process.env, ...options.env },
    cwd,
    parentDeath: own ? 'stdin' : 'signal',
  });
}

/** Puts a newly started one last, in place of an ended one of its name. */
function replace<T extends { readonly name: string }>(list: T[], item: T): void {
  const at = list.findIndex((other) => other.name === item.name);
  if (at >= 0) list.splice(at, 1);
  list.push(item);
}

const ending = (name: string) => ({
  code: 'INTERNAL' as const,
  message: `${name} was to start while all is being stopped`,
});

const homeInUse = (home: string, pid: number) => ({
  code: 'USAGE' as const,
  message: `another Tidegate is at work in ${home}`,
  observed: `process ${pid}`,
  expected: 'one at a time in each home',
  remedy: `End process ${pid}, or set TIDEGATE_HOME to another folder.`,
});
