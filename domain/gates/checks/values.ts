import type { Code } from '#contracts/codes.ts';
import type { Measure } from '#contracts/measure.ts';
import { type Answers, countOf } from './answers.ts';
import type { Judgement, Offence } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

interface Question {
  readonly source: string;
  readonly column: string;
  /** Counts the offending non-null values. */
  readonly offenders: Measure;
  /** The failing finding's code. */
  readonly code: Code;
  readonly expected: Judgement['expected'];
}

/** What a check of single values needs: how many there are, and how many offend. */
export const valueMeasures = ({ source, column, offenders }: Question): Measure[] => [
  { kind: 'rows', source },
  { kind: 'nulls', source, column },
  offenders,
];

/** No non-null value offends; without a single value it cannot tell. Nulls are `nullRate`'s to judge. */
export function findInValues(question: Question, answers: Answers): Judgement {
  const { source, column, offenders, code, expected } = question;
  const rows = countOf(answers, { kind: 'rows', source });
  if (rows === 0) return inconclusive('SAMPLE_TOO_SMALL', { column, observed: { rows }, expected });
  const values = rows - countOf(answers, { kind: 'nulls', source, column });
  const offending = countOf(answers, offenders);
  const seen = { column, observed: { rows, values, offending }, expected, affected: offending };
  if (offending > 0) return failed(code, seen);
  return values === 0 ? inconclusive('SAMPLE_TOO_SMALL', seen) : passed(seen);
}

/** The same question about a single row. */
export const offenceOf = ({ offenders, code, column }: Question): Offence => ({ offenders, code, column });
