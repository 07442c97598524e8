import type { Measure, Measurement } from '#contracts/measure.ts';
import type { Answers } from './kind.ts';

const isCount = (text: string): boolean => /^\d+$/.test(text) && Number.isSafeInteger(Number(text));

/** Why an answer is of no use to a check: the engine's own error, or an answer to another question; undefined if it is. */
export function faultOf(measure: Measure, answer: Measurement): string | undefined {
  if ('error' in answer) return answer.error;
  if (measure.kind === 'columns') return 'columns' in answer ? undefined : 'the engine named no columns';
  if (measure.kind !== 'distribution')
    return 'count' in answer && isCount(answer.count) ? undefined : 'the engine gave no count';
  if (!('edges' in answer)) return 'the engine gave no distribution';
  const bins = answer.numeric ? answer.edges.length + 1 : answer.edges.length;
  const sides = [answer.reference, answer.current];
  return sides.every((side) => side.length === bins && side.every(isCount))
    ? undefined
    : `the engine did not count ${bins} bins`;
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

/** Counts by bin of both sides, with the bins' edges or levels as text. */
export function distributionOf(answers: Answers, measure: Measure) {
  const answer = answers(measure);
  if (!('edges' in answer)) return misread(measure);
  const { edges, numeric, reference, current } = answer;
  return { edges, numeric, reference: reference.map(Number), current: current.map(Number) };
}
