import { progressLine } from '../../progress-line.ts';
import { spanText } from '../../words.ts';

const everyMs = 1_000;

/** Shows on standard error how long work has taken so far, if standard error is a terminal. */
export async function showingElapsed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begun = Date.now();
  const progress = progressLine();
  const seconds = () => Math.floor((Date.now() - begun) / everyMs) * everyMs;
  const timer = setInterval(() => progress.show(`${what}: ${spanText(seconds())}`), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (seconds() > 0) progress.clear();
  }
}
