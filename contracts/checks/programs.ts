import { z } from 'zod';
import { PositiveDuration } from '../time.ts';
import { common } from './options.ts';

/** A query that gives the rows at fault. Tables are called as the sources; in a gate of its own file `data` and `reference`. */
export const Sql = z.strictObject({
  ...common,
  /** What the report calls it. */
  name: z.string().min(1).max(200).optional(),
  /** One SELECT, in DuckDB's SQL: it reaches no file, no network, no extension and no setting. */
  query: z.string().min(1).max(20_000),
  /** How many rows it may give. */
  max: z.number().int().min(0).default(0),
  timeout: PositiveDuration.default(60_000),
});
