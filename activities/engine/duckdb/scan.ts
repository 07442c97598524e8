import type { Code } from '#contracts/codes.ts';
import { faultText } from '../../duckdb/faults.ts';
import { literal } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import { type Answer, type Count, type EngineColumn, Unanswerable } from '../engine.ts';
import { conditionOf } from './conditions.ts';

/** Counts rows by conditions in one pass; where that fails, in one for each, so that only the one at fault has no answer. */
export async function scan(
  session: Session,
  from: string,
  columns: readonly EngineColumn[],
  counts: readonly Count[],
): Promise<Answer[]> {
  const conditions = await Promise.all(counts.map((count) => compiled(session, count, columns)));
  const countable = [...new Set(conditions.flatMap((condition) => ('sql' in condition ? [condition.sql] : [])))];
  if (countable.length === 0) return conditions.map((condition) => answerTo(condition, new Map()));
  const answers = (await together(session, from, countable)) ?? (await oneByOne(session, from, countable));
  return conditions.map((condition) => answerTo(condition, answers));
}

type Condition = { readonly sql: string } | { readonly error: string };

async function compiled(session: Session, count: Count, columns: readonly EngineColumn[]): Promise<Condition> {
  try {
    const sql = conditionOf(count, columns);
    if (count.kind === 'unmatched' && !(await isPattern(session, count.pattern)))
      return { error: 'PATTERN_INVALID' satisfies Code };
    return { sql };
  } catch (fault) {
    if (fault instanceof Unanswerable) return { error: fault.message };
    throw fault;
  }
}

/** A pattern is at fault by itself: asked with the rows, it would seem that they are. */
async function isPattern(session: Session, pattern: string): Promise<boolean> {
  try {
    await session.run(`SELECT regexp_matches('', ${literal(pattern)})`);
    return true;
  } catch (fault) {
    faultText(fault);
    return false;
  }
}

const answerTo = (condition: Condition, answers: ReadonlyMap<string, Answer>): Answer =>
  'error' in condition ? condition : (answers.get(condition.sql) ?? { error: 'the engine gave no count' });

async function together(session: Session, from: string, conditions: readonly string[]) {
  const counts = conditions.map((condition) => `(count(*) FILTER (WHERE ${condition}))::VARCHAR`);
  try {
    const [row] = await session.texts(`SELECT ${counts.join(', ')} FROM ${from}`);
    return new Map(conditions.map((condition, i): [string, Answer] => [condition, { value: row?.[i] ?? '0' }]));
  } catch (fault) {
    faultText(fault);
    return undefined;
  }
}

async function oneByOne(session: Session, from: string, conditions: readonly string[]) {
  const answers = new Map<string, Answer>();
  for (const condition of conditions) {
    try {
      const [row] = await session.texts(`SELECT (count(*) FILTER (WHERE ${condition}))::VARCHAR FROM ${from}`);
      answers.set(condition, { value: row?.[0] ?? '0' });
    } catch (fault) {
      faultText(fault);
      answers.set(condition, { error: 'DATA_UNREADABLE' satisfies Code });
    }
  }
  return answers;
}
