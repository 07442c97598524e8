/** A name as SQL, quoted: it stays a name, whatever characters it has. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * A text as SQL.
 *
 * @throws RangeError for a text with a NUL, which no SQL text can hold.
 */
export function literal(text: string): string {
  if (text.includes('\0')) throw new RangeError('a text with a NUL cannot be written in SQL');
  return `'${text.replaceAll("'", "''")}'`;
}

/** Texts as a SQL list. */
export const literals = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;
