import { z } from 'zod';
import { column, columns, common, Share } from './options.ts';

// Checks that single rows break: their offenders can be set aside.

export const NullRate = z.strictObject({ ...common, column, max: Share });

export const Unique = z
  .strictObject({ ...common, columns: columns.optional(), column: column.optional() })
  .transform(({ column: single, columns: several, ...rest }, context) => {
    const key = several ?? (single === undefined ? undefined : [single]);
    if (key !== undefined && (several === undefined || single === undefined)) return { ...rest, columns: key };
    context.addIssue({ code: 'custom', message: 'expected `columns`, or `column` for one', path: ['columns'] });
    return z.NEVER;
  });

const instant = /^-?\d{4,6}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z?)?$/;
/** A number, or for dates and timestamps an ISO 8601 text in UTC. */
const bound = z.union([
  z.number(),
  z.string().regex(instant, 'expected a number, or a time such as 2013-05-01 or 2013-05-01T06:00:00Z'),
]);
export const Range = z.strictObject({ ...common, column, min: bound.optional(), max: bound.optional() });

export const InSet = z.strictObject({
  ...common,
  column,
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .max(1_000),
});

/** Holds somewhere in the text: write `^…$` for the whole of it. */
export const Pattern = z.strictObject({
  ...common,
  column,
  /** In RE2's syntax. */
  pattern: z.string().min(1).max(1_000),
});

export const DateFormat = z.strictObject({
  ...common,
  column,
  /** Of C's `strptime`: `%Y-%m-%d`. */
  format: z.string().min(2).max(100),
});

export const operators = ['<', '<=', '=', '!=', '>=', '>'] as const;
/** Holds in every row that has both values. */
export const Compare = z.strictObject({ ...common, left: column, operator: z.enum(operators), right: column });
