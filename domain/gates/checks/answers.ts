import type { Drifted, Measure, Measurement } from '#contracts/measure.ts';
import type { Answers } from './kind.ts';

const isCount = (text: string): boolean => /^\d+$/.test(text) && Number.isSafeInteger(Number(text));

/** Why an answer is of no use to a check: the engine's own error, or an answer to another question; undefined if it is. */
export function faultOf(measure: Measure, answer: Measurement): string | undefined {
  if ('error' in answer) return answer.error;
  if (measure.kind === 'columns') return 'columns' in answer ? undefined : 'the engine named no columns';
  if (measure.kind === 'drift') return 'drift' in answer ? undefined : 'the engine compared no samples';
  return 'count' in answer && isCount(answer.count) ? undefined : 'the engine gave no count';
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
