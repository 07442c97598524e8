import { stripTypeScriptTypes } from 'node:module';

/** A range of a script and how often it ran, as V8 says it: inner ranges after the outer ones that hold them. */
export interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Offsets at which the lines of a text begin, and its end. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return [...starts, text.length + 1];
}

/** Lines, from 0, with code that runs: no blank ones, no comments, no types. */
export function linesOfCode(source: string): number[] {
  const stripped = stripTypeScriptTypes(source).split('\n');
  return stripped.flatMap((line, i) => (/^\s*(?:$|\/\/|\/\*|\*|[\])};,]+$)/.test(line) ? [] : [i]));
}

/** Whether each line of a text ran: what the innermost range says that its first sign stands in. */
export function linesRun(text: string, ranges: readonly Range[]): boolean[] {
  const starts = lineStarts(text);
  const run = new Array<boolean>(starts.length - 1).fill(true);
  const outerFirst = ranges.toSorted((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of outerFirst) {
    for (let line = firstLineIn(starts, text, startOffset); line < run.length; line += 1) {
      if (firstSign(starts, text, line) >= endOffset) break;
      run[line] = count > 0;
    }
  }
  return run;
}

const firstSign = (starts: readonly number[], text: string, line: number): number => {
  const start = starts[line] ?? text.length;
  const blank = /[^ \t]/.exec(text.slice(start, starts[line + 1]));
  return start + (blank?.index ?? 0);
};

/** The first line whose first sign is not before an offset. */
function firstLineIn(starts: readonly number[], text: string, offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low > 0 && firstSign(starts, text, low - 1) >= offset ? low - 1 : low;
}
