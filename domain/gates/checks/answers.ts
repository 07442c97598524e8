import type { Drifted, Grouped, Measure, Measurement, Spread, Total } from '#contracts/measure.ts';
import type { OwnFinding } from '#contracts/own-finding.ts';
import type { Fraction } from '../../statistics/exact-sum.ts';

/** Looks up the engine's answer to a measure of the plan. */
export type Answers = (measure: Measure) => Measurement;

const isCount = (text: string): boolean => /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
const isWhole = (text: string): boolean => /^-?\d+$/.test(text);
const isInstant = (text: string | null): boolean => text === null || isWhole(text);
const isTotal = ({ values, numerator, denominator }: Total): boolean =>
  isCount(values) && isWhole(numerator) && /^[1-9]\d*$/.test(denominator);

/** Why an answer is of no use to a check: the engine's own error, or an answer to another question; undefined if it is. */
export function faultOf(measure: Measure, answer: Measurement): string | undefined {
  if ('error' in answer) return answer.error;
  switch (measure.kind) {
    case 'columns':
      return 'columns' in answer ? undefined : 'the engine named no columns';
    case 'drift':
      return 'drift' in answer ? undefined : 'the engine compared no samples';
    case 'groups':
      return 'groups' in answer ? undefined : 'the engine told no groups apart';
    case 'outliers':
      return 'spread' in answer ? undefined : 'the engine found no spread';
    case 'total':
      return 'total' in answer && isTotal(answer.total) ? undefined : 'the engine gave no sum';
    case 'quantile':
      return 'quantile' in answer ? undefined : 'the engine gave no quantile';
    case 'command':
    case 'custom':
      return 'command' in answer ? undefined : 'the program gave no findings';
    case 'latest':
      return 'latest' in answer && isInstant(answer.latest) ? undefined : 'the engine gave no time';
    default:
      return 'count' in answer && isCount(answer.count) ? undefined : 'the engine gave no count';
  }
}

const misread = (measure: Measure): never => {
  throw new TypeError(`the answer to ${measure.kind} was read without asking whether it is at fault`);
};

/** The count that answers a measure. */
export function countOf(answers: Answers, measure: Measure): number {
  const answer = answers(measure);
  return 'count' in answer ? Number(answer.count) : misread(measure);
}

/** The names and engine types of a source's columns. */
export function columnsOf(answers: Answers, measure: Measure): readonly { name: string; type: string }[] {
  const answer = answers(measure);
  return 'columns' in answer ? answer.columns : misread(measure);
}

/** How far a column is from its reference. */
export function driftedOf(answers: Answers, measure: Measure): Drifted {
  const answer = answers(measure);
  return 'drift' in answer ? answer.drift : misread(measure);
}

/** How many of the expected groups are there. */
export function groupedOf(answers: Answers, measure: Measure): Grouped {
  const answer = answers(measure);
  return 'groups' in answer ? answer.groups : misread(measure);
}

/** How far the values of a column lie from their median. */
export function spreadOf(answers: Answers, measure: Measure): Spread {
  const answer = answers(measure);
  return 'spread' in answer ? answer.spread : misread(measure);
}

/** The exact sum of a column, with how many values it has. */
export function totalOf(answers: Answers, measure: Measure): Fraction & { readonly values: number } {
  const answer = answers(measure);
  if (!('total' in answer)) return misread(measure);
  const { values, numerator, denominator } = answer.total;
  return { values: Number(values), numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** A quantile; without a value where the column has none. */
export function quantileOf(
  answers: Answers,
  measure: Measure,
): { readonly values: number; readonly value?: number | undefined } {
  const answer = answers(measure);
  return 'quantile' in answer ? answer.quantile : misread(measure);
}

/** The latest time of a column in epoch microseconds; undefined where it has none. */
export function latestOf(answers: Answers, measure: Measure): bigint | undefined {
  const answer = answers(measure);
  if (!('latest' in answer)) return misread(measure);
  return answer.latest === null ? undefined : BigInt(answer.latest);
}

/** What a program, or a check of one's own, found; nothing where there is no data. */
export function findingsOf(answers: Answers, measure: Measure): readonly OwnFinding[] {
  const answer = answers(measure);
  return 'command' in answer ? answer.command : misread(measure);
}
