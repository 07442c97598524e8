import type { Measure } from '#contracts/measure.ts';
import type { Count } from './engine.ts';

const kinds: Readonly<Record<string, true>> = {
  rows: true,
  nulls: true,
  outside: true,
  notIn: true,
  unmatched: true,
  undated: true,
  disagreeing: true,
  bothKnown: true,
  allKnown: true,
} satisfies Partial<Record<Measure['kind'], true>>;

/** Whether a measure is a count of single rows, answered in one pass with all others. */
export const isCount = (measure: Measure): measure is Measure & Count => kinds[measure.kind] === true;

/** The count that a measure is, of whatever source. */
export function countOf(measure: Measure & Count): Count {
  const { source: _, ...count } = measure;
  return count;
}
