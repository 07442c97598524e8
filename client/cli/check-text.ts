import colors from 'picocolors';
import type { Finding, GateReport, Verdict } from '#contracts/finding.ts';
import { linesOfTable } from './table-text.ts';
import { counted } from './words.ts';

const paint: Record<Verdict, (text: string) => string> = {
  pass: colors.green,
  fail: colors.red,
  inconclusive: colors.yellow,
  error: colors.magenta,
};

/** A gate's report for a terminal: a line for each check, what those that did not pass saw, and the verdict. */
export function linesOfReport(
  { gate, verdict, findings, digest }: GateReport,
  { rows, faults = [] }: { readonly rows?: number; readonly faults?: readonly string[] },
): string[] {
  const table = linesOfTable(
    ['check', 'column', 'verdict', 'code', 'observed', 'expected'],
    findings.map((finding) => [
      finding.check,
      finding.column ?? '',
      finding.severity === 'warn' && finding.verdict !== 'pass' ? `${finding.verdict} (warn)` : finding.verdict,
      finding.code ?? '',
      briefly(finding.observed),
      briefly(finding.expected),
    ]),
  );
  const summary = [
    `${paint[verdict](colors.bold(verdict))}: gate ${gate}`,
    rows === undefined ? '' : counted(rows, 'row'),
  ];
  return [
    ...table,
    '',
    summary.filter(Boolean).join(', '),
    ...faults.map((fault) => `  ${colors.dim('engine')} ${fault}`),
    colors.dim(`digest ${digest}`),
  ];
}

const longest = 60;

/** Numbers by name, on one line. */
function briefly(seen: Finding['observed']): string {
  const parts = Object.entries(seen).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const line = parts.join(', ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
