import colors from 'picocolors';
import type { Diagnosis, State } from '../../../doctor/diagnosis.ts';

const paint: Record<State, (text: string) => string> = {
  ok: colors.green,
  warn: colors.yellow,
  fail: (text) => colors.red(colors.bold(text)),
};

/** Diagnoses for a terminal: a line for each, and below it the fix. If several have the same fix, it is shown once. */
export function linesOfDiagnoses(diagnoses: readonly Diagnosis[]): string[] {
  const width = Math.max(...diagnoses.map(({ what }) => what.length));
  const told = new Set<string>();
  const lines = diagnoses.flatMap(({ what, state, observed, fix }) => {
    const line = `${paint[state](state.padEnd(4))}  ${what.padEnd(width)}  ${observed}`;
    if (fix === undefined || told.has(fix)) return [line];
    told.add(fix);
    return [line, `${' '.repeat(width + 8)}${colors.dim('fix:')} ${fix}`];
  });
  return [...lines, '', summaryOf(diagnoses)];
}

function summaryOf(diagnoses: readonly Diagnosis[]): string {
  const count = (state: State) => diagnoses.filter((diagnosis) => diagnosis.state === state).length;
  const [failed, warned] = [count('fail'), count('warn')];
  const warnings = warned === 0 ? '' : `, ${warned} warned of`;
  if (failed === 0) return `All is there that Tidegate needs${warnings}.`;
  return `${failed} of ${diagnoses.length} failed${warnings}.`;
}
