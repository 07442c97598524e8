import { TidegateError } from '#contracts/problem.ts';
import { Instant } from '#contracts/time.ts';

/** Reads an option that names an instant, as epoch milliseconds; throws `USAGE`. */
export function instantOf(text: string, option: string): number {
  const instant = Instant.safeParse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant.success) return instant.data;
  throw new TidegateError({
    code: 'USAGE',
    message: `${option} cannot be used`,
    path: option,
    observed: text,
    expected: 'a date, or an RFC 3339 time such as 2013-05-04T00:00:00Z',
  });
}
