// What a window run shows of itself: to a query, and in Temporal's UI.

import type { Code } from '#contracts/codes.ts';
import type { GateReport } from '#contracts/finding.ts';
import { blockingFindings, isRepairable, scopeOf } from '#domain/gates/waiver.ts';
import { failedRowChecks, gateOf } from './gate.ts';
import type * as messages from './messages.ts';
import type { WindowInput, WindowState } from './state.ts';

/** What a window run says of itself. */
export function viewOf(input: WindowInput, state: WindowState): messages.WindowView {
  const { phase, judged } = state;
  const hold = holdOf(input, state);
  return {
    phase,
    ...(judged && {
      verdict: judged.report.verdict,
      report: judged.report.digest,
      snapshot: judged.assembled.snapshot,
    }),
    ...(hold && { hold }),
  };
}

function holdOf(input: WindowInput, { phase, judged, waiting }: WindowState): messages.HoldView | undefined {
  if (phase !== 'held' || !judged || !waiting) return undefined;
  const gate = gateOf(input);
  const { deadline, onTimeout } = gate.hold ?? {};
  const { since, reminded, overdue, asked } = waiting;
  return {
    since,
    reason: judged.outcome.reason,
    blocking: blockingFindings(judged.report).map((finding) => ({
      ...scopeOf(finding),
      verdict: finding.verdict,
      ...(finding.code !== undefined && { code: finding.code }),
    })),
    ...(deadline !== undefined && { deadline: since + deadline }),
    ...(onTimeout !== undefined && { onTimeout }),
    overdue,
    ...(asked && { asked }),
    reminded,
    repairable: isRepairable(gate, failedRowChecks(gate, judged.report)),
  };
}

/** A gate's findings as a Markdown table for Temporal's UI, those that did not pass first. */
export function gateDetails({ verdict, findings, digest }: GateReport, code: Code): string {
  const rows = [...findings]
    .sort((a, b) => Number(a.verdict === 'pass') - Number(b.verdict === 'pass'))
    .slice(0, 60)
    .map(
      (f) =>
        `| ${f.check} | ${f.source ?? ''} ${f.column ?? ''} | ${f.verdict} | ${f.code ?? ''} | ${JSON.stringify(f.observed)} | ${JSON.stringify(f.expected)} |`,
    );
  const head = '| check | on | verdict | code | observed | expected |\n|---|---|---|---|---|---|';
  return `**${code}**, gate ${verdict}\n\n${head}\n${rows.join('\n')}\n\nreport \`${digest}\``;
}
