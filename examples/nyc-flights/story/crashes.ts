import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '#local/dev/services.ts';
import { randomOf } from '../upstream/incidents.ts';
import type { Narrator } from './narrator.ts';
import { copyWithOtherCode } from './other-code.ts';

/** A SIGKILL: when, to whom, and what was going on. */
export interface Crash {
  readonly at: number;
  readonly what: string;
  readonly victim: 'worker' | 'server';
  readonly seed: number;
}

/** Kills processes at seeded moments, and brings them back. */
export interface Crashes {
  readonly list: readonly Crash[];
  /** Set once the worker has come back with other workflow code. */
  readonly otherCode: boolean;
  /** Kills the workers while `what` goes on, waits for `meanwhile`, and starts them again. */
  worker(what: string, options?: { meanwhile?: () => Promise<void>; otherCode?: boolean }): Promise<void>;
  server(what: string): Promise<void>;
  /** Waits a random time of up to `ms` milliseconds, drawn from the seed. */
  moment(ms: number): Promise<void>;
}

interface CrashSettings {
  readonly home: string;
  readonly seed: number;
  readonly services: Services;
  readonly narrator: Narrator;
}

export function createCrashes({ home, seed, services, narrator }: CrashSettings): Crashes {
  const draw = randomOf(seed * 7 + 3);
  const list: Crash[] = [];
  let more: NodeJS.ProcessEnv = {};
  const note = async (victim: Crash['victim'], what: string) => {
    list.push({ at: Date.now(), what, victim, seed });
    // The report reads the crashes from this file, because a kill leaves no trace in any history.
    await mkdir(join(home, 'demo'), { recursive: true });
    await writeFile(join(home, 'demo', 'crashes.json'), JSON.stringify(list, null, 2));
    narrator.tell(`SIGKILL to the ${victim}: ${what}.`);
  };
  return {
    list,
    get otherCode() {
      return more.TIDEGATE_WORKFLOWS !== undefined;
    },
    async worker(what, { meanwhile, otherCode = false } = {}) {
      await services.killWorker();
      await note('worker', what);
      await meanwhile?.();
      if (otherCode) more = { TIDEGATE_WORKFLOWS: await copyWithOtherCode(home) };
      await services.startWorker(more);
      narrator.tell(
        otherCode ? 'The worker is back, with other workflow code; open runs stay on theirs.' : 'The worker is back.',
      );
    },
    async server(what) {
      await services.killServer();
      await note('server', what);
      await services.restartServer();
      narrator.tell('The server is back on its port.');
    },
    moment: (ms) => sleep(Math.floor(draw() * ms)),
  };
}
