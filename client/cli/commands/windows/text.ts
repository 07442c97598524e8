import { formatInstant } from '#contracts/time.ts';
import type { Counts, Difference, OneSided } from '#domain/time/difference.ts';
import type { Outcome } from '#domain/time/dry-run.ts';
import { linesOfTable } from '../../table-text.ts';

/** One outcome of a dry run, as a line for people. */
export function lineOfOutcome(outcome: Outcome): string {
  const { what, said } = wordsOf(outcome);
  return 'pane' in outcome ? `${what} ${said}` : `${what}: ${said}`;
}

function wordsOf(outcome: Outcome): { readonly what: string; readonly said: string } {
  if ('pane' in outcome) {
    const { start, end, index, timing, arrivals } = outcome.pane;
    const what = `[${formatInstant(start)}, ${formatInstant(end)})  pane ${index}`;
    return { what, said: `${timing}: ${arrivals.join(', ')}` };
  }
  const [[kind, { id, ...more }] = ['', { id: '' }]] = Object.entries(outcome);
  return { what: id, said: [kind, ...Object.values(more)].join(' ') };
}

const signs = { before: '-', after: '+' } as const;

/**
 * What another spec would decide differently: one line for each difference, `-` for the old outcome and `+` for the new
 * one, then how many there are of each kind.
 */
export function linesOfDifference({ lines, same, before, after }: Difference): string[] {
  if (lines.length === 0) return ['Both decide the same.'];
  const rows = lines.map(({ only, ...outcome }: OneSided) => {
    const { what, said } = wordsOf(outcome);
    return [signs[only], what, said];
  });
  const kinds = [...new Set([before, after, same].flatMap((counts: Counts) => Object.keys(counts)))];
  const counts = kinds.map((kind) => [kind, ...[before, after, same].map((of) => String(of[kind] ?? 0))]);
  return [
    ...linesOfTable(['', 'window or arrival', 'decided'], rows),
    '',
    ...linesOfTable(['', 'only before', 'only after', 'the same'], counts, [1, 2, 3]),
  ];
}
