import { columnNamed } from '../../engine/duckdb/conditions.ts';
import { repeatsOf } from '../../engine/duckdb/offences.ts';
import { giving } from './fate.ts';
import type { Step } from './step.ts';

/** Of rows with the same key the one that arrived first stays. */
export const deduplicate: Step<'deduplicate'> = ({ by }, { columns, fate, ordinal, row }) => {
  for (const name of by) columnNamed(name, columns);
  return giving('duplicate', fate, repeatsOf(by, [ordinal, row], `${fate} IS NULL`));
};
