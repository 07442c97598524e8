import type { z } from 'zod';
import type { Digest } from '#contracts/digest.ts';
import type { Measure } from '#contracts/measure.ts';
import type { OwnFinding } from '#contracts/own-finding.ts';
import type { Answers } from './checks/answers.ts';

/** What a custom check is asked about. */
export interface CustomContext {
  /** The source that it reads: its measures name it. */
  readonly source: string;
  /** What `drift` is measured against, where there is something. */
  readonly reference?: Digest;
  /** Row counts of what came before, newest first. */
  readonly previousRows: readonly number[];
}

/** A check of one's own: what it wants measured, and what it makes of the answers. Both must be pure. */
export interface CheckDefinition<Schema extends z.ZodType> {
  /** Letters, digits, dots and dashes. */
  readonly name: string;
  /** Another version is another check: a gate names both. */
  readonly version: string;
  /** What its options are. */
  readonly options: Schema;
  measures(options: z.output<Schema>, context: CustomContext): readonly Measure[];
  /** Called only when all of its measures were answered. */
  find(options: z.output<Schema>, answers: Answers, context: CustomContext): OwnFinding;
}

/** A check of one's own by its name, whatever its options are. */
export interface CustomCheck {
  readonly name: string;
  readonly version: string;
  /** The schema of its options. */
  readonly options: z.ZodType;
  /** The check with its options; throws where they are none of its. */
  with(options: unknown): {
    measures(context: CustomContext): readonly Measure[];
    find(answers: Answers, context: CustomContext): OwnFinding;
  };
}

/**
 * Defines a check of one's own, on the measures that all checks are made of.
 *
 * @example
 * const sumAtLeast = defineCheck({
 *   name: 'sum-at-least',
 *   version: '1',
 *   options: z.strictObject({ column: z.string(), min: z.number() }),
 *   measures: ({ column }, { source }) => [{ kind: 'total', source, column }],
 *   find({ column, min }, answers, { source }) {
 *     const { values, ...sum } = totalOf(answers, { kind: 'total', source, column });
 *     const total = nearestDouble(sum);
 *     const verdict = values === 0 ? 'inconclusive' : total < min ? 'fail' : 'pass';
 *     return { verdict, column, observed: { sum: total }, expected: { min } };
 *   },
 * });
 */
export const defineCheck = <Schema extends z.ZodType>(definition: CheckDefinition<Schema>): CustomCheck => ({
  name: definition.name,
  version: definition.version,
  options: definition.options,
  with(given) {
    const options = definition.options.parse(given);
    return {
      measures: (context) => definition.measures(options, context),
      find: (answers, context) => definition.find(options, answers, context),
    };
  },
});
