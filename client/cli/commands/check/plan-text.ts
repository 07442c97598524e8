import colors from 'picocolors';
import type { PlannedCheck, PlannedScan, ScanPlan } from '#files/check/plan.ts';
import { counted } from '../../words.ts';

/** The scans of a gate, for a terminal: what each one measured, how long it took, and for which checks it ran. */
export function linesOfPlan(gate: string, { tables, scans, withoutScan }: ScanPlan): string[] {
  const perTable = tables.map(({ name }) => {
    const own = scans.filter((scan) => scan.tables.includes(name)).length;
    return `${counted(own, 'scan')} of ${name}`;
  });
  const sizes = tables.map(
    ({ name, files, rows }) =>
      `  ${name}: ${rows === undefined ? '' : `${rows.toLocaleString('en')} rows in `}${counted(files, 'file')}`,
  );
  return [
    ...scans.flatMap(linesOfScan),
    ...(withoutScan.length > 0 ? [`without a scan: ${namesOf(withoutScan)}`, ''] : []),
    `${colors.bold('plan')}: gate ${gate}, ${perTable.join(', ')}`,
    ...sizes,
  ];
}

const longest = 110;

function linesOfScan({ tables, question, columns, checks, ms, sql }: PlannedScan, place: number): string[] {
  return [
    `${place + 1}  ${colors.bold(tables.join(', '))}: ${question}, ${ms.toFixed(0)} ms`,
    ...(columns.length > 0 ? [`   columns  ${columns.join(', ')}`] : []),
    ...(checks.length > 0 ? [`   checks   ${namesOf(checks)}`] : []),
    `   ${colors.dim(sql.length > longest ? `${sql.slice(0, longest - 1)}…` : sql)}`,
    '',
  ];
}

const namesOf = (checks: readonly PlannedCheck[]): string =>
  checks.map(({ check, columns }) => (columns.length > 0 ? `${check}(${columns.join(', ')})` : check)).join(', ');
