import type { Code } from '#contracts/codes.ts';
import { faultText } from '../../duckdb/faults.ts';
import { identifier, literal } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import { type Answer, type Count, type EngineColumn, Unanswerable } from '../engine.ts';
import { conditionOf } from './conditions.ts';
import { edgesCounted } from './edges.ts';

/** Makes all counts in one pass. If that fails, makes each in a pass of its own, so that only the one at fault has no answer. */
export async function scan(
  session: Session,
  from: string,
  columns: readonly EngineColumn[],
  counts: readonly Count[],
): Promise<Answer[]> {
  const compiled = await Promise.all(counts.map((count) => compile(session, count, counts, columns)));
  const wanted = [...new Set(compiled.flatMap((one) => ('sql' in one ? [one.sql] : [])))];
  if (wanted.length === 0) return compiled.map((one) => answerTo(one, new Map()));
  const cells = (await together(session, from, wanted)) ?? (await oneByOne(session, from, wanted));
  return compiled.map((one) => answerTo(one, cells));
}

type Compiled =
  /** An aggregate, and what its text says of a count. */
  { readonly sql: string; readonly read: (cell: string | null) => string } | { readonly error: string };
type Cell = { readonly text: string | null } | { readonly error: string };

async function compile(
  session: Session,
  count: Count,
  counts: readonly Count[],
  columns: readonly EngineColumn[],
): Promise<Compiled> {
  try {
    const condition = conditionOf(count, columns);
    if (count.kind === 'unmatched' && !(await isPattern(session, count.pattern)))
      return { error: 'PATTERN_INVALID' satisfies Code };
    const byEdges = 'edge' in count ? edgesCounted(count, counts, columns) : undefined;
    if (byEdges) return byEdges;
    return { sql: aggregateOf(count, condition), read: (cell) => cell ?? '0' };
  } catch (fault) {
    if (fault instanceof Unanswerable) return { error: fault.message };
    throw fault;
  }
}

/** DuckDB counts rows and known values faster than conditions, and conditions faster than rows that a filter lets through. */
function aggregateOf(count: Count, condition: string): string {
  if (count.kind === 'rows') return 'count(*)';
  if (count.kind === 'nulls') return `count(*) - count(${identifier(count.column)})`;
  return `count_if(${condition})`;
}

/** An invalid pattern is the fault of the check. It is tried alone, because together with the rows the data would seem to be at fault. */
async function isPattern(session: Session, pattern: string): Promise<boolean> {
  try {
    await session.run(`SELECT regexp_matches('', ${literal(pattern)})`);
    return true;
  } catch (fault) {
    faultText(fault);
    return false;
  }
}

function answerTo(compiled: Compiled, cells: ReadonlyMap<string, Cell>): Answer {
  if ('error' in compiled) return compiled;
  const cell = cells.get(compiled.sql) ?? { error: 'the engine gave no count' };
  return 'error' in cell ? cell : { value: compiled.read(cell.text) };
}

async function together(session: Session, from: string, aggregates: readonly string[]) {
  try {
    const [row] = await session.texts(`SELECT ${aggregates.join(', ')} FROM ${from}`);
    return new Map(aggregates.map((aggregate, i): [string, Cell] => [aggregate, { text: row?.[i] ?? null }]));
  } catch (fault) {
    faultText(fault);
    return undefined;
  }
}

async function oneByOne(session: Session, from: string, aggregates: readonly string[]) {
  const cells = new Map<string, Cell>();
  for (const aggregate of aggregates) {
    try {
      const [row] = await session.texts(`SELECT ${aggregate} FROM ${from}`);
      cells.set(aggregate, { text: row?.[0] ?? null });
    } catch (fault) {
      faultText(fault);
      cells.set(aggregate, { error: 'DATA_UNREADABLE' satisfies Code });
    }
  }
  return cells;
}
