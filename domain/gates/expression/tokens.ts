import { Unparsable } from './fault.ts';

/** A word of an expression, and where it begins in the text (in UTF-16 units, from 0). */
export interface Token {
  readonly kind: 'number' | 'text' | 'quoted' | 'name' | 'symbol' | 'end';
  /** What it says: of a text or a quoted column what stands between the quotes. */
  readonly value: string;
  readonly at: number;
}

const space = /\s+/y;
const forms: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ['text', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['name', /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy],
  ['symbol', /<=|>=|!=|[-+*/%()=<>,]/y],
];

/**
 * The words of an expression, of which the last is the end.
 *
 * @throws {@link Unparsable}
 */
export function tokensOf(text: string): Token[] {
  const nul = text.indexOf('\0');
  if (nul >= 0) throw new Unparsable(nul, 'a NUL has no place in an expression');
  const tokens: Token[] = [];
  let at = skipped(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token.token);
    at = skipped(text, token.end);
  }
  return [...tokens, { kind: 'end', value: '', at }];
}

function skipped(text: string, at: number): number {
  return at + (matchAt(space, text, at)?.length ?? 0);
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly end: number } {
  for (const [kind, form] of forms) {
    const found = matchAt(form, text, at);
    if (found !== undefined) return { token: { kind, value: meaningOf(kind, found, at), at }, end: at + found.length };
  }
  const [character = ''] = text.slice(at);
  if (character === "'" || character === '"') throw new Unparsable(at, `this ${character} is never closed`);
  throw new Unparsable(at, `\`${character}\` has no meaning here`);
}

function matchAt(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}

function meaningOf(kind: Token['kind'], found: string, at: number): string {
  if (kind === 'text') return found.slice(1, -1).replaceAll("''", "'");
  if (kind === 'quoted') {
    if (found === '""') throw new Unparsable(at, 'a column has a name');
    return found.slice(1, -1).replaceAll('""', '"');
  }
  if (kind === 'number' && !Number.isFinite(Number(found))) throw new Unparsable(at, 'the number is too large');
  return found;
}
