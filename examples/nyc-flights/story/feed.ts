import { feeder } from './pipeline-folder.ts';
import { runScript } from './processes.ts';

/** Where the story stands, and the upstream systems that take it further. */
export interface Feed {
  /** The next day to be played. */
  readonly next: number;
  /** From this day on departures give their delay in seconds. */
  secondsFrom: number | undefined;
  /** Plays days up to and including `through`; moves on to the day after. */
  play(through: number, options?: FeedOptions): Promise<void>;
  /** Sources of one day again, without moving on. */
  partOf(day: number, ...args: string[]): Promise<void>;
  readonly announced: { arrivals: number };
}

export interface FeedOptions {
  readonly args?: readonly string[];
  /** Called for each event that the gateway accepted. */
  readonly onEvent?: (event: string) => void;
}

interface FeedSettings {
  readonly gateway: string;
  /** `2013-05-01` */
  readonly start: string;
  readonly seed: number;
  readonly onProgress: (line: string) => void;
}

/** Each call runs the feeder as a process of its own, which knows the gateway and nothing else. */
export function createFeed(settings: FeedSettings): Feed {
  const announced = { arrivals: 0 };
  let next = 0;
  let secondsFrom: number | undefined;
  const run = async (from: number, to: number, { args = [], onEvent }: FeedOptions) => {
    const days = ['--from-day', String(from), '--to-day', String(to)];
    const seconds = secondsFrom === undefined ? [] : ['--seconds-from', String(secondsFrom)];
    const fixed = ['--gateway', settings.gateway, '--start', settings.start, '--seed', String(settings.seed)];
    const { code, errors } = await runScript(feeder, [...fixed, ...days, ...seconds, ...args, '--json'], {
      env: process.env,
      onLine: (line) => {
        if (line.includes('"announced"')) announced.arrivals += 1;
        settings.onProgress(`day ${from}–${to}: ${line}`);
        onEvent?.(line);
      },
    });
    if (code !== 0) throw new Error(`the feeder ended with ${code}: ${errors}`);
  };
  return {
    get next() {
      return next;
    },
    get secondsFrom() {
      return secondsFrom;
    },
    set secondsFrom(day: number | undefined) {
      secondsFrom = day;
    },
    announced,
    async play(through, options = {}) {
      const from = next;
      if (through < from) return;
      next = through + 1;
      await run(from, through, options);
    },
    partOf: (day, ...args) => run(day, day, { args }),
  };
}
