/** What `z.json()` lets through. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Text that Markdown shows as it is, in a line or a cell of a table. */
const plain = (text: string): string => text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_<>[\]|]/g, '\\$&');

/** Text in a fixed-width face. */
export const code = (text: string): string => `\`${text.replace(/[`\r\n]/g, '')}\``;

export const section = (title: string, body: string): string => `## ${title}\n\n${body}`;

export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** A table of plain text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A value for people: six significant digits, lists and objects as JSON. */
export function value(of: Json): string {
  if (typeof of === 'number') return String(Number(of.toPrecision(6)));
  return typeof of === 'string' ? of : JSON.stringify(of);
}
