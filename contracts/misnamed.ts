import { nearest } from './nearest.ts';
import { present } from './present.ts';

/** What a problem says of a name that is none of those which are known: some of them, and the one that was probably meant. */
export function misnamed(observed: string, known: Iterable<string>) {
  const names = [...new Set(known)];
  const expected = names.length > 0 ? `one of ${names.slice(0, 20).join(', ')}` : undefined;
  return { observed, ...present({ expected }), ...probably(observed, names) };
}

/** The same, but for names that are too many to tell. */
export function probably(observed: string, known: Iterable<string>): { remedy?: string } {
  const guess = nearest(observed, known);
  return guess === undefined ? {} : { remedy: meaning(guess) };
}

/** The remedy where one name is probably meant. */
export const meaning = (guess: string): string => `Did you mean \`${guess}\`?`;
