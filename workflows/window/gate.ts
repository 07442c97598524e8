// Measures and judges a pane, and repairs it as declared.

import type { PaneInput } from '#activities/panes/port.ts';
import type { Check, DataGate } from '#contracts/check.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { outcomeOf } from '#domain/gates/outcome.ts';
import { planOf } from '#domain/gates/plan.ts';
import { readOfPrevious, repairsOf } from '#domain/gates/remediation.ts';
import { rowChecks } from '#domain/gates/row-checks.ts';
import { type ReleasedRows, vouchedFor, waive } from '#domain/gates/waiver.ts';
import { paneActivities } from '../run/policies.ts';
import { storeReport } from '../run/report.ts';
import type { JudgedPane } from './judged.ts';
import { recordRemediation, recordRound, recordWaived } from './records.ts';
import type { WindowInput, WindowState } from './state.ts';

/** Without a gate a feed publishes what can be read, once its columns are those of its contract. */
const contractOnly: DataGate = {
  tolerate: { rows: 0 },
  onFail: 'hold',
  onInconclusive: 'pass',
  remediate: [],
  onError: 'hold',
  checks: [{ schema: { extra: 'allow', ordered: false, severity: 'error' } }],
};
export const gateOf = ({ gate = contractOnly }: WindowInput): DataGate => gate;

/** Measures and judges a pane; where its gate fails and repairs are declared, again on what they leave. */
export async function judgePane(input: WindowInput, state: WindowState): Promise<JudgedPane> {
  const plan = planOf(gateOf(input), contextOf(input));
  const assembled = await paneActivities.assembleSnapshot({ ...paneOf(input), plan });
  const first = await judge(input, state, { assembled, round: 0, asideBy: [], quarantine: [] });
  // Rows that people ruled on are in or out before anything is decided.
  return repairAsDeclared(input, state, input.rulings ? await repairOnce(input, state, first) : first);
}

/** Repairs a pane once more than is declared, because a person says so. */
export const repairPane = async (input: WindowInput, state: WindowState, judged: JudgedPane): Promise<JudgedPane> =>
  repairAsDeclared(input, state, await repairOnce(input, state, judged));

async function repairAsDeclared(input: WindowInput, state: WindowState, first: JudgedPane): Promise<JudgedPane> {
  let judged = first;
  while (judged.outcome.next === 'remediate') judged = await repairOnce(input, state, judged);
  return judged;
}

/** The checks of a report that failed, as far as their offenders can be set aside. */
export function failedRowChecks(gate: DataGate, { findings }: Pick<GateReport, 'findings'>): Check[] {
  return rowChecks({ ...gate, checks: gate.checks.filter((_, index) => findings[index]?.verdict === 'fail') });
}

async function repairOnce(input: WindowInput, state: WindowState, before: JudgedPane): Promise<JudgedPane> {
  await before.stored;
  state.phase = 'remediating';
  const gate = gateOf(input);
  const { snapshot, account } = before.assembled;
  const checks = failedRowChecks(gate, before.report);
  const reference = readOfPrevious(gate, input.sources[0]?.name, input.previous[0]?.parts);
  const remediated = await paneActivities.remediateSnapshot({
    ...paneOf(input),
    assembled: { snapshot, account },
    remediations: repairsOf(gate),
    rowChecks: checks,
    ...(before.asideBy.length > 0 && { before: before.asideBy }),
    ...(input.rulings && { rulings: input.rulings }),
    ...(reference && { reference }),
    plan: planOf(gate, contextOf(input)),
  });
  const round = before.round + 1;
  recordRemediation(input, remediated, { round, quarantine: before.quarantine });
  const { quarantine, released = [] } = remediated;
  const asideBy = [...before.asideBy, checks];
  return judge(input, state, { assembled: remediated, round, asideBy, quarantine }, released);
}

async function judge(
  input: WindowInput,
  state: WindowState,
  pane: Pick<JudgedPane, 'assembled' | 'round' | 'asideBy' | 'quarantine'>,
  released: ReleasedRows = [],
): Promise<JudgedPane> {
  const { assembled, round, quarantine } = pane;
  const gate = gateOf(input);
  const report = judgeGate(input.feed, gate, contextOf(input), assembled.measurements);
  const quarantined = Object.fromEntries(quarantine.map(({ source, rows }) => [source, rows]));
  const declared = outcomeOf({ gate, report, round, rows: assembled.rows, quarantined });
  const vouched = vouchedFor(gate, report, released);
  const waived = waive(declared, report, input.waivers ?? [], vouched);
  const outcome = waived?.outcome ?? declared;
  const stored = storeReport(report);
  state.judged = { assembled, report, outcome };
  recordRound(input, assembled, report, round);
  if (!waived) return { ...pane, report, outcome, stored, waivers: [] };
  recordWaived(input, { report, round }, waived);
  const rulings = waived.vouched.length > 0 ? (input.rulings ?? []) : [];
  return { ...pane, report, outcome, stored, waivers: [...waived.waivers, ...rulings.map((waiver) => ({ waiver }))] };
}

function contextOf({ sources, columns, previous, window }: WindowInput): GateContext {
  const [primary] = sources;
  const [reference] = previous;
  return {
    primary: primary?.name ?? '',
    columns,
    window: { start: window.start, end: window.end },
    ...(reference && { references: reference.parts }),
    previousRows: Object.fromEntries(sources.map(({ name }) => [name, previous.map(({ rows }) => rows[name] ?? 0)])),
  };
}

/** The part of the input that activities need. It is kept small because each activity's input is stored in the history. */
function paneOf({
  pipeline,
  partition,
  feed,
  window,
  pane,
  segments,
  through,
  except,
  grid,
  ...input
}: WindowInput): PaneInput {
  const sources = input.sources.map((source) => {
    const columns = input.columns[source.name];
    return columns ? { ...source, columns } : source;
  });
  return { pipeline, partition, feed, window, pane, segments, through, except, grid, sources };
}
