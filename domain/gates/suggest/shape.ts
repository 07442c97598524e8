/** What stands in one place of a text: a run of one class of characters, or a character as it is. */
interface Run {
  readonly written: string;
  /** Letters that are the same in all texts. */
  readonly letters?: string | undefined;
  readonly least: number;
  readonly most: number;
}

const classes: readonly (readonly [RegExp, string])[] = [
  [/\d/, '\\d'],
  [/[A-Z]/, '[A-Z]'],
  [/[a-z]/, '[a-z]'],
];

const mostRuns = 12;

/**
 * A pattern in RE2's syntax for texts of one shape: runs of digits, capitals and small letters of the same lengths, or of lengths from
 * the least to the greatest that was seen, with the same other characters, or letters, between. Undefined where the texts have no shape in
 * common, or one that says next to nothing.
 */
export function shapeOf(texts: readonly string[]): string | undefined {
  const [first, ...others] = texts.map(runsOf);
  if (first === undefined || first.length === 0 || first.length > mostRuns) return undefined;
  let shape = first;
  for (const runs of others) {
    const joined = join(shape, runs);
    if (joined === undefined) return undefined;
    shape = joined;
  }
  // One run of letters or digits of any length is any word, or any number.
  if (shape.length === 1 && shape[0]?.least !== shape[0]?.most) return undefined;
  return `^${shape.map(written).join('')}$`;
}

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const character of text) {
    const found = classes.find(([members]) => members.test(character))?.[1] ?? escaped(character);
    const last = runs.at(-1);
    const letters = (last?.written === found ? (last.letters ?? '') : '') + character;
    const length = last?.written === found ? last.least + 1 : 1;
    const run = { written: found, ...(/^[A-Za-z]$/.test(character) && { letters }), least: length, most: length };
    if (last?.written === found) runs[runs.length - 1] = run;
    else runs.push(run);
  }
  return runs;
}

function join(a: readonly Run[], b: readonly Run[]): Run[] | undefined {
  if (a.length !== b.length) return undefined;
  const joined = a.map((run, i): Run | undefined => {
    const other = b[i];
    if (other?.written !== run.written) return undefined;
    const letters = run.letters === other.letters ? run.letters : undefined;
    return { ...run, letters, least: Math.min(run.least, other.least), most: Math.max(run.most, other.most) };
  });
  return joined.every((run) => run !== undefined) ? joined : undefined;
}

function written({ written: name, letters, least, most }: Run): string {
  if (letters !== undefined) return letters;
  if (least !== most) return `${name}{${least},${most}}`;
  return least === 1 ? name : `${name}{${least}}`;
}

const escaped = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
