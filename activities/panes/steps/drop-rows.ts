import { condition } from '../expression-sql.ts';
import { compiled } from './compiled.ts';
import { giving } from './fate.ts';
import type { Step } from './step.ts';

/** Rows for which a condition is true are rejected; where it is false or null, they stay. */
export const dropRows: Step<'dropRows'> = async ({ where }, rows, { session }) =>
  giving('rejected', rows.fate, condition(await compiled(session, where, rows)));
