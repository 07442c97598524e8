import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import type { OwnFinding } from '#contracts/own-finding.ts';
import { digestOf } from '../../digest.ts';
import type { GateContext } from '../context.ts';
import { findingsOf } from './answers.ts';
import type { Judgement, KindOf, Resolved } from './kind.ts';
import { ownVerdict } from './own-verdict.ts';
import { inconclusive } from './verdicts.ts';

function findingsOfProgram(
  { source, run, pinned, timeout, memory }: Resolved<OptionsOf<'command'>>,
  { references, window }: GateContext,
): Measure {
  const reference = references?.[source];
  const compared = { ...(reference !== undefined && { reference }), ...(window && { window }) };
  return { kind: 'command', source, run, files: pinned, timeout, memory, ...compared };
}

const programOf = ({ name, run, pinned }: OptionsOf<'command'>): Judgement['expected'] => ({
  ...(name !== undefined && { name }),
  ...(pinned.length > 0 && { program: digestOf(pinned) }),
  run,
});

/** A program of one's own finds no fault. Its findings come to one, with the gravest verdict among them. */
export const command: KindOf<'command'> = {
  measures: (options, context) => [findingsOfProgram(options, context)],

  find(options, answers, context) {
    const findings = findingsOf(answers, findingsOfProgram(options, context));
    const expected = programOf(options);
    const [first] = findings;
    if (first === undefined) return inconclusive('SAMPLE_TOO_SMALL', { observed: {}, expected });
    const rows = findings.flatMap(({ affected }) => affected ?? []);
    return {
      ...ownVerdict(findings),
      observed: { ...tallyOf(findings), findings: findings.map(saidIn) },
      expected,
      ...columnOf(first, findings),
      ...(rows.length > 0 && { affected: Math.max(...rows) }),
    };
  },

  columns: () => [],

  expected: programOf,
};

function tallyOf(findings: readonly OwnFinding[]) {
  const told = (verdict: OwnFinding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length;
  return { failed: told('fail'), inconclusive: told('inconclusive'), passed: told('pass') };
}

const saidIn = ({ verdict, code, column, observed, expected, affected }: OwnFinding): Judgement['observed'] => ({
  verdict,
  ...(code !== undefined && { code }),
  ...(column !== undefined && { column }),
  ...(observed && { observed }),
  ...(expected && { expected }),
  ...(affected !== undefined && { affected }),
});

/** The column of a finding is the one that all of a program's are about, if they are about one. */
const columnOf = ({ column }: OwnFinding, findings: readonly OwnFinding[]): { readonly column?: string } =>
  column !== undefined && findings.every((finding) => finding.column === column) ? { column } : {};
