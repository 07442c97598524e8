import colors from 'picocolors';
import { codes } from '#contracts/codes.ts';
import type { ContractBreak } from '#contracts/contract.ts';
import type { Problem } from '#contracts/problem.ts';
import { type Position, positionText } from '#spec/problem.ts';

/**
 * A problem for a terminal: code and message, breaks of the contract if any, the place, what was observed and expected,
 * and what to do.
 */
export function linesOfProblem(problem: Problem & { readonly at?: Position }): string[] {
  const { code, message, path, observed, expected, remedy = codes[code].remedy, breaks = [], at } = problem;
  // Each break names its own path.
  const places = breaks.length > 0 ? [at && positionText(at)] : [at && positionText(at), path];
  const where = places.filter(Boolean).join('  ');
  const rows: [string, string | undefined][] = [
    ['where', where || undefined],
    ['observed', breaks.length > 0 ? undefined : observed],
    ['expected', expected],
    ['do', remedy],
  ];
  const details = rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${colors.dim(name.padEnd(9))} ${value}`);
  return [`${colors.red(colors.bold(code))} ${message}`, ...breaks.map(lineOfBreak), ...details];
}

const lineOfBreak = ({ code, source, path, before, after }: ContractBreak): string =>
  `  ${code.padEnd(24)} ${[source, path].filter(Boolean).join('  ')}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
