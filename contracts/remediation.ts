import { z } from 'zod';
import { column } from './checks/options.ts';
import { LogicalType } from './contract.ts';
import { PositiveDuration } from './time.ts';

const hasNoNul = (text: string): boolean => !text.includes('\0');
const noNul = 'expected a text without NUL';

/** The source that is repaired, or asked; the first of the gate's where it is left out. */
const source = z.string().optional();
/** The name of a new column. */
const newColumn = column.max(200).refine(hasNoNul, noNul);
/** In the language of `domain/gates/expression`. */
const expression = z.string().min(1).max(2_000).meta({ description: 'an expression over the columns of a row' });
const constant = z.union([z.number(), z.string().max(1_000).refine(hasNoNul, noNul), z.boolean()]);

/**
 * A declared repair step: an object with one key, the step's name, holding its options. A step that cannot be applied to the
 * columns is skipped.
 */
export const Remediation = z.union([
  /** Of rows with one key the first that arrived stays. */
  z.strictObject({ deduplicate: z.strictObject({ source, by: z.array(column).min(1) }) }),
  /** Rows for which a condition is true are left out. */
  z.strictObject({ dropRows: z.strictObject({ source, where: expression }) }),
  /** A column gets a logical type; a value that cannot be converted becomes null. */
  z.strictObject({ cast: z.strictObject({ source, column, to: LogicalType }) }),
  /** Nulls get a value: a constant, the median, or what was usual in the newest published window before. */
  z.strictObject({
    impute: z.union([
      z.strictObject({ source, column, constant }),
      z.strictObject({ source, column, with: z.enum(['median', 'previous']) }),
    ]),
  }),
  /** Numbers below `min` become `min`, those above `max` become `max`. */
  z.strictObject({
    clip: z.strictObject({ source, column, min: z.number().optional(), max: z.number().optional() }),
  }),
  z.strictObject({ rename: z.strictObject({ source, from: column, to: newColumn }) }),
  /** A column is computed, whether it is there or not. */
  z.strictObject({ derive: z.strictObject({ source, column: newColumn, as: expression }) }),
]);
export type Remediation = z.infer<typeof Remediation>;

type KeysOf<T> = T extends unknown ? keyof T : never;
/** The name of a step. */
export type RemediationName = KeysOf<Remediation>;
/** The options of the step of one name. */
export type RemediationOptions<Name extends RemediationName> = Extract<Remediation, Record<Name, unknown>>[Name];

/** Asks the source for a correction of rows that no repair can mend, and waits for it; `within` is wall time. */
export const Rerequest = z.strictObject({ rerequest: z.strictObject({ source, within: PositiveDuration }) });
export type Rerequest = z.infer<typeof Rerequest>;
