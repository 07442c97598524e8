import colors from 'picocolors';
import type { CheckHistory, GateHistory, Judged } from '#audit/gate-history.ts';
import type { Verdict } from '#contracts/finding.ts';
import { formatInstant } from '#contracts/time.ts';
import { linesOfTable } from '../../table-text.ts';
import { counted, spanText } from '../../words.ts';

/** A gate for a terminal: how often it passed, each check, and what it judged last. */
export function linesOfHistory({
  gate,
  of,
  judged,
  verdicts,
  passRate,
  repaired,
  ms,
  checks,
  newest,
}: GateHistory): string[] {
  const took = ms ? `; ${spanText(ms.median)} each, ${spanText(ms.most)} at most` : '';
  const mended = repaired > 0 ? `, ${repaired} more after repairs` : '';
  return [
    `${colors.bold(`${of} ${gate}`)}: ${verdicts.pass} of ${counted(judged, 'judgement')} passed (${percent(passRate)})${mended}${took}`,
    ...indented(linesOfTable(['check', 'passed', 'of', 'could not tell', 'codes'], checks.map(rowOf), [1, 2, 3])),
    '',
    ...(newest.length === 0
      ? []
      : [...indented(linesOfTable(['judged', 'subject', 'verdict', 'codes'], newest.map(rowOfJudged))), '']),
  ];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
const percent = (share: number): string => `${Math.floor(share * 1_000) / 10} %`;

const rowOf = ({ check, source, column, judged, verdicts, codes }: CheckHistory): string[] => [
  [check, [source, column].filter(Boolean).join('.')].filter(Boolean).join(' '),
  String(verdicts.pass),
  String(judged),
  String(untold(verdicts)),
  Object.entries(codes)
    .map(([code, count]) => `${count} ${code}`)
    .join(', '),
];

const untold = ({ inconclusive, error }: Readonly<Record<Verdict, number>>): number => inconclusive + error;

const rowOfJudged = ({ at, subject, verdict, last, codes }: Judged): string[] => [
  formatInstant(at),
  subject,
  last === undefined ? verdict : `${verdict}, then ${last}`,
  [...new Set(codes)].join(', '),
];
