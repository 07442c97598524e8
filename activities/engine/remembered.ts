import type { Answer, Count, Relation } from './engine.ts';
import { asQuestion, useAnswers } from './scans.ts';

/** Remembered answers, by key. */
export interface Memory {
  get(key: string): unknown;
  set(key: string, answer: unknown): void;
}

/**
 * A relation whose answers are remembered, which requires that its content does not change. No question is asked twice, and
 * only counts that are not known yet are made.
 *
 * @param content names the content among all that share the memory
 * @param table its name in a plan
 */
export function rememberedRelation(relation: Relation, content: string, memory: Memory, table: string): Relation {
  const once =
    <Asked extends unknown[], Found>(
      name: string,
      ask: (...asked: Asked) => Promise<Found>,
      columnsOf: (...asked: Asked) => readonly string[],
    ) =>
    async (...asked: Asked): Promise<Found> => {
      const key = keyOf(content, name, asked);
      useAnswers([key]);
      const known = memory.get(key);
      // The key names the question and all its arguments, so what is remembered under it is its answer.
      if (known !== undefined) return known as Found;
      const question = { name, tables: [table], columns: columnsOf(...asked), keys: [key] };
      const found = await asQuestion(question, () => ask(...asked));
      memory.set(key, found);
      return found;
    };
  const ofOne = (column: string) => [column];
  return {
    ...relation,
    scan: (counts) => scanOnce(relation, content, memory, table, counts),
    repeats: once('repeats', relation.repeats, (columns) => columns),
    levels: once('levels', relation.levels, ofOne),
    orderStatistics: once('orderStatistics', relation.orderStatistics, ofOne),
    total: once('total', relation.total, ofOne),
    groups: once('groups', relation.groups, (columns, _, spans) => [...columns, ...(spans ? [spans.at] : [])]),
    latest: once('latest', relation.latest, ofOne),
    disorder: once('disorder', relation.disorder, ({ column, by }) => [column, ...by]),
    variety: once('variety', relation.variety, ofOne),
    extremes: once('extremes', relation.extremes, ofOne),
  };
}

/** JSON has no infinity, and a distance may be infinite. */
const keyOf = (content: string, name: string, asked: unknown): string =>
  JSON.stringify([content, name, asked], (_, value) => (value === Number.POSITIVE_INFINITY ? 'Infinity' : value));

async function scanOnce(
  relation: Relation,
  content: string,
  memory: Memory,
  table: string,
  counts: readonly Count[],
): Promise<readonly Answer[]> {
  const keys = counts.map((count) => keyOf(content, 'scan', count));
  useAnswers(keys);
  const answers = new Map(keys.map((key) => [key, memory.get(key) as Answer | undefined]));
  const unknown = new Map(counts.flatMap((count, i) => (answers.get(keys[i] ?? '') ? [] : [[keys[i] ?? '', count]])));
  if (unknown.size > 0) {
    const asked = [...unknown.values()];
    const question = {
      name: 'scan',
      tables: [table],
      columns: [...new Set(asked.flatMap(columnsOf))],
      keys: [...unknown.keys()],
    };
    const found = await asQuestion(question, () => relation.scan(asked));
    for (const [i, key] of [...unknown.keys()].entries()) {
      answers.set(key, found[i]);
      memory.set(key, found[i]);
    }
  }
  return keys.map((key) => answers.get(key) ?? { error: 'the engine gave no answer' });
}

/** The columns that a count reads. */
function columnsOf(count: Count): readonly string[] {
  if ('columns' in count) return count.columns;
  if ('left' in count) return [count.left, count.right];
  return 'column' in count ? [count.column] : [];
}
