import type { Grouped } from '#contracts/measure.ts';
import { formatInstant } from '#contracts/time.ts';

/** A group by its values as text; in a span of time, by its number. */
export interface Group {
  readonly values: readonly string[];
  readonly span?: number | undefined;
}

/** Numbered spans of time, both ends inclusive. */
export interface Spans {
  readonly first: number;
  readonly last: number;
  /** Epoch milliseconds at which span 0 begins, and how long each is. */
  readonly start: number;
  readonly every: number;
}

const mostShown = 10;
const keyOf = ({ values, span }: Group): string => JSON.stringify([span ?? null, ...values]);

/** Counts the expected groups that are not among those present: each once, or once in each of the spans. */
export function missingGroups(
  expected: readonly (readonly string[])[],
  present: Iterable<Group>,
  spans?: Spans,
): Grouped {
  const groups = [...new Map(expected.map((values) => [keyOf({ values }), values])).values()].sort(byText);
  const known = new Set(Array.from(present, keyOf));
  const numbers = spans ? Array.from({ length: spans.last - spans.first + 1 }, (_, i) => spans.first + i) : [undefined];
  const first: string[][] = [];
  let missing = 0;
  for (const values of groups)
    for (const span of numbers) {
      if (known.has(keyOf({ values, span }))) continue;
      missing += 1;
      if (first.length >= mostShown) continue;
      const begins = spans && span !== undefined ? [formatInstant(spans.start + span * spans.every)] : [];
      first.push([...values, ...begins]);
    }
  return { expected: groups.length * numbers.length, missing, first };
}

function byText(a: readonly string[], b: readonly string[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? '';
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
