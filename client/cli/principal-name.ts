import { Principal } from '#contracts/principal.ts';
import { TidegateError } from '#contracts/problem.ts';

/** Checks a principal's name. The name is recorded in histories, so it is checked before anything else happens. */
export function nameOf(text: string, path = '--as'): string {
  const name = Principal.shape.name.safeParse(text);
  if (name.success) return name.data;
  const expected = 'lower-case letters, digits, dots, dashes and underscores, a letter first';
  throw new TidegateError({ code: 'USAGE', message: 'this is no name of a principal', path, observed: text, expected });
}
