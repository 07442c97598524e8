import colors from 'picocolors';
import { numbersOfFinding } from '#audit/evidence.ts';
import { codes } from '#contracts/codes.ts';
import type { Finding, GateReport, Verdict } from '#contracts/finding.ts';
import { meaning } from '#contracts/misnamed.ts';
import { nearest } from '#contracts/nearest.ts';
import { counted } from '../../words.ts';

const paint: Record<Verdict, (text: string) => string> = {
  pass: colors.green,
  fail: colors.red,
  inconclusive: colors.yellow,
  error: colors.magenta,
};

export interface Told {
  readonly rows?: number;
  /** The names of the data's columns. */
  readonly columns: readonly string[];
  /** The engine's error messages. */
  readonly faults: readonly string[];
}

/**
 * A gate's report for a terminal: a line for each check, then the verdict. A check that did not pass also shows what it
 * observed and what to do.
 */
export function linesOfReport(
  { gate, verdict, findings, digest }: GateReport,
  { rows, columns, faults }: Told,
): string[] {
  const summary = [
    `${paint[verdict](colors.bold(verdict))}: gate ${gate}`,
    rows === undefined ? '' : counted(rows, 'row'),
  ];
  return [
    ...findings.flatMap((finding) => linesOfFinding(finding, columns)),
    '',
    summary.filter(Boolean).join(', '),
    ...faults.flatMap((fault) => indented(fault, '  engine  ')),
    colors.dim(`digest ${digest}`),
  ];
}

/** In columns. Every terminal is at least this wide. */
const width = 80;
const verdictWidth = 'inconclusive'.length + 2;

function linesOfFinding(finding: Finding, columns: readonly string[]): string[] {
  const { check, column, verdict, severity, code } = finding;
  const name = column === undefined ? check : `${check} ${column}`;
  const head = `${paint[verdict](verdict.padEnd(verdictWidth))}${name}`;
  if (verdict === 'pass') {
    const room = width - verdictWidth - name.length - 2;
    return [room < 12 ? head : `${head}  ${colors.dim(clipped(numbersOfFinding(finding), room))}`];
  }
  return [
    [head, code, severity === 'warn' && '(warning)'].filter(Boolean).join('  '),
    ...indented(numbersOfFinding(finding), '    '),
    ...indented(remedyOf(finding, columns), '    → '),
  ];
}

function remedyOf({ code, column }: Finding, columns: readonly string[]): string {
  const meant = code === 'COLUMN_MISSING' && column !== undefined ? nearest(column, columns) : undefined;
  if (meant !== undefined) return meaning(meant);
  return code === undefined ? '' : codes[code].remedy;
}

/** Wraps text to the terminal's width. The first line begins with `sign`, the others are indented as far. */
function indented(text: string, sign: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${lines.length === 0 ? sign : ' '.repeat(sign.length)}${word}`);
  }
  return lines;
}

const clipped = (text: string, room: number): string => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
