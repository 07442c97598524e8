import type { Assembled, PaneInput, Remediated } from '#activities/panes/port.ts';
import type { DataGate } from '#contracts/check.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { type Outcome, outcomeOf } from '#domain/gates/outcome.ts';
import { planOf } from '#domain/gates/plan.ts';
import { gateCode } from '#domain/gates/report.ts';
import { rowChecks } from '#domain/gates/row-checks.ts';
import { decide } from '../decision-log.ts';
import { artifactActivities, paneActivities } from '../policies.ts';
import type { WindowInput, WindowState } from './state.ts';

export interface JudgedPane {
  readonly assembled: Assembled;
  readonly report: GateReport;
  readonly outcome: Outcome;
  /** The report is kept: the run does not end before. */
  readonly stored: Promise<unknown>;
}

/** Without a gate a feed publishes what can be read, once its columns are those of its contract. */
const contractOnly: DataGate = {
  tolerate: { rows: 0 },
  onFail: 'hold',
  onInconclusive: 'pass',
  remediate: [],
  onError: 'hold',
  checks: [{ schema: { extra: 'allow', ordered: false, severity: 'error' } }],
};

/** Measures and judges a pane; where its gate fails and repairs are declared, once more on what they leave. */
export async function judgePane(input: WindowInput, state: WindowState): Promise<JudgedPane> {
  const gate = input.gate ?? contractOnly;
  const context = contextOf(input);
  const plan = planOf(gate, context);
  const pane = paneOf(input);
  const assembled = await paneActivities.assembleSnapshot({ ...pane, plan });
  const first = await judge(input, state, gate, context, { assembled, round: 0, quarantined: {} });
  if (first.outcome.next !== 'remediate') return first;
  await first.stored;

  state.phase = 'remediating';
  const { snapshot, account } = assembled;
  const failed = first.report.findings.map(({ verdict }) => verdict === 'fail');
  const remediated = await paneActivities.remediateSnapshot({
    ...pane,
    assembled: { snapshot, account },
    remediations: gate.remediate,
    rowChecks: rowChecks({ ...gate, checks: gate.checks.filter((_, index) => failed[index]) }),
    plan,
  });
  recordRemediation(input, remediated);
  const quarantined = Object.fromEntries(remediated.quarantine.map(({ source, rows }) => [source, rows]));
  return judge(input, state, gate, context, { assembled: remediated, round: 1, quarantined });
}

async function judge(
  input: WindowInput,
  state: WindowState,
  gate: DataGate,
  context: GateContext,
  {
    assembled,
    round,
    quarantined,
  }: { assembled: Assembled; round: number; quarantined: Readonly<Record<string, number>> },
): Promise<JudgedPane> {
  const report = judgeGate(input.feed, gate, context, assembled.measurements);
  const outcome = outcomeOf({ gate, report, round, rows: assembled.rows, quarantined });
  const { digest: _digest, ...content } = report;
  const stored = artifactActivities.storeJson({ value: content });
  Object.assign(state, { assembled, report });
  recordVerdict(input, assembled, report, round);
  return { assembled, report, outcome, stored };
}

const subjectOf = ({ partition, feed, window }: WindowInput) => `window/${partition}/${feed}/${window.start}`;

function recordVerdict(input: WindowInput, assembled: Assembled, report: GateReport, round: number): void {
  const rows = Object.values(assembled.rows).reduce((sum, n) => sum + n, 0);
  const at = { pane: input.pane, round };
  for (const { source, id, code } of round === 0 ? assembled.unreadable : []) {
    decide({ subject: `arrival/${source}/${id}`, kind: 'quarantine', outcome: 'unreadable', code, numbers: at });
  }
  for (const { check, column, verdict, code, affected } of report.findings) {
    if (verdict === 'pass') continue;
    decide({
      subject: `${subjectOf(input)}/${check}${column ? `/${column}` : ''}`,
      kind: 'gate',
      outcome: verdict,
      code: code ?? 'CHECK_ERROR',
      numbers: { ...at, ...(affected !== undefined && { affected }) },
      evidence: [report.digest],
    });
  }
  decide({
    subject: subjectOf(input),
    kind: 'gate',
    outcome: report.verdict,
    code: gateCode[report.verdict],
    numbers: { ...at, rows, checks: report.findings.length },
    policy: { spec: input.spec, path: `gates.${input.feed}` },
    inputs: [assembled.snapshot],
    evidence: [report.digest, assembled.account],
  });
}

function recordRemediation(input: WindowInput, { steps, quarantine, snapshot }: Remediated): void {
  for (const { remediation, source, before, after } of steps) {
    decide({
      subject: `${subjectOf(input)}/${source}/${remediation}`,
      kind: 'remediation',
      outcome: 'applied',
      code: 'REMEDIATED',
      numbers: { pane: input.pane, before, after },
      evidence: [snapshot],
    });
  }
  for (const { source, data, rows, codes } of quarantine) {
    decide({
      subject: `${subjectOf(input)}/${source}`,
      kind: 'quarantine',
      outcome: 'held',
      code: 'ROWS_QUARANTINED',
      numbers: { pane: input.pane, rows, ...codes },
      evidence: [data],
    });
  }
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

/** What the activities need of the input, and no more: their input stands in the history. */
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
