import { TidegateError } from '#contracts/problem.ts';
import type { Settings } from '#stores/settings.ts';
import { publishLocalEnvironment } from '../environment.ts';
import { preflight } from '../preflight.ts';
import { openSupervisor, type Supervisor } from '../processes.ts';
import { stopOnSignal } from '../stop-on-signal.ts';
import { type Services, startServices } from './services.ts';

/** Callbacks of a foreground environment while it starts, runs and ends. */
export interface DevEvents {
  readonly onProgress: (line: string) => void;
  /** A process ended by itself. */
  readonly onExit?: (line: string) => void;
}

export interface DevOptions {
  /** Called before anything is started in the home. */
  readonly prepare?: () => Promise<void>;
  /** Whether to return before trainings can be run; {@link Services.trainerReady} settles when they can. */
  readonly trainerMeanwhile?: boolean;
}

export interface Dev {
  readonly services: Services;
  readonly supervisor: Supervisor;
  /** Ends all of it; the next start goes on from there. */
  stop(): Promise<void>;
}

/**
 * Starts everything on one machine in the foreground: ended by Ctrl-C, and found by other terminals of the same project.
 *
 * @throws `MACHINE_INCOMPLETE` with what to install, before anything is started
 */
export async function startDev(
  settings: Pick<Settings, 'home' | 'cache' | 'trainerPath'>,
  events: DevEvents,
  { prepare, trainerMeanwhile = false }: DevOptions = {},
): Promise<Dev> {
  const { home, cache, trainerPath } = settings;
  const [missing] = await preflight({ home, cache, trainer: trainerPath === undefined });
  if (missing) throw new TidegateError(missing);
  const supervisor = await openSupervisor(home, {
    onNotice: events.onProgress,
    onExit: ({ name, log }, { code, signal }) => events.onExit?.(`${name} ended (${signal ?? code}); see ${log}`),
  });
  const starting = new AbortController();
  let withdraw = () => {};
  const unhook = stopOnSignal(supervisor, () => {
    withdraw();
    starting.abort();
    events.onProgress('Stopping …');
  });
  try {
    await prepare?.();
    const services = await startServices({
      supervisor,
      cache,
      trainerPath,
      onProgress: events.onProgress,
      signal: starting.signal,
    });
    if (!trainerMeanwhile) await services.trainerReady;
    withdraw = publishLocalEnvironment(home, services.environment);
    return {
      services,
      supervisor,
      async stop() {
        withdraw();
        unhook();
        await supervisor.stop();
      },
    };
  } catch (error) {
    await supervisor.stop();
    // After Ctrl-C the process ends, so no problem is reported.
    if (starting.signal.aborted) await new Promise(() => undefined);
    throw error;
  }
}
