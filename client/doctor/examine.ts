import { type CodeName, codes } from '#contracts/codes.ts';
import { type Problem, problemOf } from '#contracts/problem.ts';
import { attempted } from '../temporal/attempted.ts';
import type { Diagnosis, Examination } from './diagnosis.ts';

/** The command to type when a thing does not answer, by the code of its problem. */
export type Fixes = Partial<Record<CodeName, string>>;

const eachMs = 6_000;

/**
 * Runs all examinations at the same time, and returns the diagnoses in the given order. One that does not end within
 * its time limit has failed.
 */
export function examineAll(
  examinations: readonly Examination[],
  fixes: Fixes,
  withinMs = eachMs,
): Promise<Diagnosis[]> {
  return Promise.all(
    examinations.map(async ({ what, code, look }): Promise<Diagnosis> => {
      const came = await attempted(code, withinMs, look);
      if (came.ok) return { what, ...came.value };
      const [problem = problemOf(code)] = came.problems;
      return { what, ...failureOf(problem, fixes) };
    }),
  );
}

function failureOf({ code, message, path, observed, remedy }: Problem, fixes: Fixes): Omit<Diagnosis, 'what'> {
  const about = [path, observed].filter((part) => part !== undefined && !message.includes(part)).join(', ');
  return {
    state: 'fail',
    observed: about === '' ? message : `${message} (${about})`,
    fix: fixes[code] ?? remedy ?? codes[code].remedy,
    code,
  };
}
