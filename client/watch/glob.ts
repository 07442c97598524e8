/**
 * Converts a path pattern to a regular expression: `*` and `?` match within a folder, `**` matches across folders, and
 * `{a,b}` matches one of several.
 */
export function globOf(pattern: string): RegExp {
  const pieces = pattern.split(/(\*\*\/|\*\*|\*|\?|\{|\}|,)/);
  let depth = 0;
  const source = pieces.map((piece) => {
    if (piece === '{') depth += 1;
    const inside = depth > 0;
    if (piece === '}' && inside) depth -= 1;
    if (inside && piece === '{') return '(?:';
    if (inside && piece === '}') return ')';
    if (inside && piece === ',') return '|';
    return tokens[piece] ?? piece.replaceAll(/[.+^$()|[\]\\{}]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`);
}

const tokens: Readonly<Record<string, string>> = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/**
 * Whether a part of the path begins with a dot or an underscore. By convention such files are not data, or not yet
 * complete.
 */
export const isHidden = (path: string): boolean => path.split('/').some((name) => /^[._]/.test(name));
