import type { Check } from '#contracts/check.ts';
import type { Finding } from '#contracts/finding.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import type { GateContext } from '../context.ts';

/** The options of the check of one name, as the spec declares them. */
export type OptionsOf<Name extends string> =
  Extract<Check, Record<Name, unknown>> extends Record<Name, infer Options> ? Options : never;

/** A check's options, with the source that it reads. */
export type Resolved<Options> = Options & { readonly source: string };

/** What a check makes of its measurements; name, source and severity are added by the judge. */
export type Judgement = Omit<Finding, 'check' | 'source' | 'severity'>;

/** Looks up the engine's answer to a measure of the plan. */
export type Answers = (measure: Measure) => Measurement;

/**
 * A kind of check: what it wants measured, and what it makes of the answers. Both are pure.
 *
 * `find` is called only when all that it asked for was answered.
 */
export interface CheckKind<Options> {
  measures(options: Resolved<Options>, context: GateContext): Measure[];
  find(options: Resolved<Options>, answers: Answers, context: GateContext): Judgement;
}
