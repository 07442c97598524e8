import colors from 'picocolors';
import { codes } from '#contracts/codes.ts';
import type { Problem } from '#contracts/problem.ts';
import { type Position, positionText } from '../spec/problem.ts';

/** A problem for a terminal: code and message, then where, what was observed and expected, and what to do. */
export function linesOfProblem(problem: Problem & { readonly at?: Position }): string[] {
  const { code, message, path, observed, expected, remedy = codes[code].remedy, at } = problem;
  const where = [at && positionText(at), path].filter(Boolean).join('  ');
  const rows: [string, string | undefined][] = [
    ['where', where || undefined],
    ['observed', observed],
    ['expected', expected],
    ['do', remedy],
  ];
  const details = rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${colors.dim(name.padEnd(9))} ${value}`);
  return [`${colors.red(colors.bold(code))} ${message}`, ...details];
}
