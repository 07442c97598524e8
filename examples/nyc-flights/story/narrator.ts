import colors from 'picocolors';
import { progressLine } from '#client/cli/progress-line.ts';

/** Whether a point of the story came true. */
export interface Point {
  readonly act: number;
  readonly title: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Tells the story to a person or, as JSON lines, to a program; and keeps what came true. */
export interface Narrator {
  readonly points: readonly Point[];
  act(number: number, title: string): void;
  /** What happened, and why. */
  tell(line: string): void;
  /** A passing state: written over on a terminal, not written elsewhere. */
  progress(line: string): void;
  /** A point that must come true; the story goes on where it did not. */
  check(title: string, ok: boolean, detail: string): void;
}

const plainEveryMs = 15_000;

export function createNarrator({
  json,
  output = process.stdout,
}: {
  readonly json: boolean;
  readonly output?: NodeJS.WritableStream;
}): Narrator {
  const begun = Date.now();
  const points: Point[] = [];
  const line = progressLine();
  let current = 0;
  let lastPlain = 0;
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(0).padStart(3)} s`;
  const write = (record: Readonly<Record<string, unknown>>, text: string) => {
    line.clear();
    output.write(`${json ? JSON.stringify({ at: Date.now(), act: current, ...record }) : text}\n`);
  };
  return {
    points,
    act(number, title) {
      current = number;
      write({ title }, `\n${colors.bold(`${number}. ${title}`)}  ${colors.dim(seconds())}`);
    },
    tell: (text) => write({ tell: text }, `   ${text}`),
    progress(text) {
      line.show(`   ${colors.dim(`${seconds()}  ${text}`)}`);
      if (process.stderr.isTTY || json || Date.now() - lastPlain < plainEveryMs) return;
      lastPlain = Date.now();
      process.stderr.write(`   … ${text}\n`);
    },
    check(title, ok, detail) {
      points.push({ act: current, title, ok, detail });
      const mark = ok ? colors.green('✓') : colors.red('✗');
      write({ check: title, ok, detail }, ` ${mark} ${title} ${colors.dim(`· ${detail}`)}`);
    },
  };
}
