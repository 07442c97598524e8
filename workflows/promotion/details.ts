import { present } from '#contracts/present.ts';
import { showDetails } from '../run/visibility.ts';
import type { PromotionView } from './messages.ts';
import type { PromotionState } from './state.ts';

/** What the query `state` answers. */
export function viewOf(state: PromotionState): PromotionView {
  const { input, phase, report, evidence, approvals, rollout, ended } = state;
  const given = new Set(approvals.flatMap(({ roles }) => roles));
  return present({
    model: input.candidate.model,
    version: input.candidate.version,
    phase,
    verdict: report?.verdict,
    evidence,
    approvals: approvals.map(({ principal, roles }) => ({ principal, role: roles.join(', ') })),
    missingRoles: input.policy.approvals.roles.filter((role) => !given.has(role)),
    stage: state.stages.at(-1)?.stage,
    looks: rollout.looks,
    outcome: ended?.outcome,
  });
}

/** Shows the run in Temporal's UI: findings with their numbers, approvals, stages. */
export function showPromotion(state: PromotionState): void {
  const { report, evidence, input, approvals, stages, ended } = state;
  const lines = [
    `**${input.candidate.model} ${input.candidate.version}** · ${ended ? ended.outcome : state.phase}`,
    '',
  ];
  if (report) {
    lines.push('| check | verdict | code | observed | expected |', '|---|---|---|---|---|');
    for (const f of report.findings) {
      lines.push(
        `| ${f.check} | ${f.verdict} | ${f.code ?? ''} | ${JSON.stringify(f.observed)} | ${JSON.stringify(f.expected)} |`,
      );
    }
  }
  if (evidence) lines.push('', `Evidence to sign: \`${evidence.digest}\``);
  if (state.phase === 'approval' || approvals.length > 0) {
    const given = approvals.map(({ principal, roles }) => `${principal} (${roles.join(', ')})`);
    const { missingRoles } = viewOf(state);
    const { quorum } = input.policy.approvals;
    lines.push('', `Approved by ${given.join(', ') || 'nobody yet'}: ${approvals.length} of ${quorum}`);
    if (missingRoles.length > 0) lines.push('', `Missing: ${missingRoles.join(', ')}`);
  }
  if (stages.length > 0) {
    const rows = stages.map(
      ({ stage, weight, code, numbers }) => `| ${stage} | ${weight} | ${code} | ${JSON.stringify(numbers ?? {})} |`,
    );
    lines.push('', '| stage | weight | outcome | numbers |', '|---|---|---|---|', ...rows);
  }
  showDetails(lines.join('\n'));
}
