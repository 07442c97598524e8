import type { Code } from '#contracts/codes.ts';
import type { GateReport } from '#contracts/finding.ts';

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
