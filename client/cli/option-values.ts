import { TidegateError } from '#contracts/problem.ts';
import { Instant } from '#contracts/time.ts';

/** The problem for an option with a value that the option does not accept. */
export const unusable = (option: string, observed: string, expected: string): TidegateError =>
  new TidegateError({ code: 'USAGE', message: `${option} cannot be used`, path: option, observed, expected });

/** Reads an option that names an instant, as epoch milliseconds; throws `USAGE`. */
export function instantOf(text: string, option: string): number {
  const instant = Instant.safeParse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant.success) return instant.data;
  throw unusable(option, text, 'a date, or an RFC 3339 time such as 2013-05-04T00:00:00Z');
}

/** Reads an option that is a whole number within bounds; throws `USAGE`. */
export function integerOf(text: string, option: string, { from, to = Number.MAX_SAFE_INTEGER }: Bounds): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= from && number <= to) return number;
  throw unusable(
    option,
    text,
    `a whole number, ${to === Number.MAX_SAFE_INTEGER ? `${from} or more` : `${from} to ${to}`}`,
  );
}

interface Bounds {
  readonly from: number;
  readonly to?: number;
}

/** Reads an option that is one of a few words; throws `USAGE`. */
export function choiceOf<const Choice extends string>(
  text: string,
  option: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw unusable(option, text, `one of ${choices.join(', ')}`);
}
