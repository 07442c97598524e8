import { parseExpression } from '#domain/gates/expression/parse.ts';
import { faultText } from '../../duckdb/faults.ts';
import type { Session } from '../../duckdb/session.ts';
import { Unanswerable } from '../../engine/engine.ts';
import { type Compiled, expressionSql } from '../expression-sql.ts';
import type { Rows } from './step.ts';

/**
 * An expression compiled for the rows of a table, with the DuckDB type of its values; no type if it is always null.
 *
 * @throws {@link Unanswerable} where it cannot be asked of these columns
 */
export async function compiled(
  session: Session,
  text: string,
  { columns, table }: Rows,
): Promise<Compiled & { readonly type: string | undefined }> {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Unanswerable(parsed.problems.message);
  const expression = expressionSql(parsed.value, columns);
  if (expression.kind === 'null') return { ...expression, type: undefined };
  try {
    const [given] = await session.describe(`SELECT ${expression.sql} AS given FROM ${table}`);
    return { ...expression, type: given?.type };
  } catch (fault) {
    throw new Unanswerable(faultText(fault));
  }
}
