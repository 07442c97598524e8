import type { ColumnUse } from '#domain/gates/checks/kind.ts';
import type { Fault, Path } from '../problem.ts';
import type { Subject } from './rule.ts';
import { dangling, missingColumns } from './rule.ts';

/** Columns that stand in a list under a key. */
export const columnsAt = (columns: readonly string[], key: string): ColumnUse[] =>
  columns.map((column, i) => ({ at: [key, i], column }));

/** The faults of what reads columns of a source: one that is not among the gate's, or columns that its contract does not have. */
export function faultsOfUse(
  subject: Subject,
  options: { readonly source?: string | undefined },
  path: Path,
  sources: readonly string[],
  uses: readonly ColumnUse[],
): Fault[] {
  const source = options.source ?? sources[0];
  if (source === undefined) return [];
  if (!sources.includes(source))
    return [dangling([...path, 'source'], source, 'among the sources of this gate, source', sources)];
  return missingColumns(
    subject,
    source,
    uses.map(({ at, column }) => ({ path: [...path, ...at], column })),
  );
}
