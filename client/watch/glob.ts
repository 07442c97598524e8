/**
 * A pattern for paths as a regular expression: `*` and `?` stay within a folder, `**` spans folders, `{a,b}` is one of several.
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

/** Whether a name on the way begins with a dot or an underscore: so programs name what is not data, or not yet. */
export const isHidden = (path: string): boolean => path.split('/').some((name) => /^[._]/.test(name));
