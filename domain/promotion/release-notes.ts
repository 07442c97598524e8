import { codes } from '#contracts/codes.ts';
import type { Finding } from '#contracts/finding.ts';
import { formatInstant } from '#contracts/time.ts';
import type { Candidate } from '#contracts/training.ts';
import { bullets, code, type Json, section, table, value } from './markdown.ts';
import type { ApprovalFact, PromotionFacts, StageFact } from './promotion-facts.ts';

/** The release notes of a promotion, in Markdown: the same facts give the same bytes. */
export function releaseNotes(facts: PromotionFacts): string {
  return [
    `# ${facts.candidate.model} ${facts.candidate.version}: ${titles[facts.outcome]}`,
    rationale(facts),
    section('Validation', validation(facts)),
    section('Gate impact', bullets(gateImpact(facts))),
    section('Approvals', approvals(facts.approvals)),
    section('Stages', stages(facts.stages)),
    section('Lineage', bullets(lineage(facts))),
  ]
    .join('\n\n')
    .concat('\n');
}

const titles: Readonly<Record<PromotionFacts['outcome'], string>> = {
  promoted: 'promoted',
  refused: 'refused',
  'rolled-back': 'rolled back',
  aborted: 'aborted',
};

function rationale({ code: reason, at, champion }: PromotionFacts): string {
  const { cause, remedy } = codes[reason];
  const before = champion ? `The model before it is ${code(champion.version)}.` : 'No model was in production before.';
  return `Decided at ${formatInstant(at)} with ${code(reason)}: ${cause} ${before} What to do: ${remedy}`;
}

function validation({ gate }: PromotionFacts): string {
  const rows = gate.findings.map((finding) => [
    finding.check,
    finding.verdict,
    finding.code ?? '',
    record(finding.observed),
    record(finding.expected),
  ]);
  return `Verdict of the model gate: **${gate.verdict}**\n\n${table(['check', 'verdict', 'code', 'observed', 'expected'], rows)}`;
}

function gateImpact({ gate }: PromotionFacts): string[] {
  const names = (list: readonly Finding[]) => (list.length === 0 ? 'none' : list.map(({ check }) => check).join(', '));
  const unmet = gate.findings.filter(({ verdict }) => verdict !== 'pass');
  return [
    `Checks that block: ${names(unmet.filter(({ severity }) => severity === 'error'))}`,
    `Warnings: ${names(unmet.filter(({ severity }) => severity === 'warn'))}`,
  ];
}

function approvals(facts: readonly ApprovalFact[]): string {
  const rows = facts.map(({ principal, roles, code: result, at }) => [
    principal ?? 'unknown',
    roles.join(', '),
    result,
    formatInstant(at),
  ]);
  return facts.length === 0 ? 'Nobody was asked.' : table(['who', 'roles', 'result', 'at'], rows);
}

function stages(facts: readonly StageFact[]): string {
  const rows = facts.map(({ stage, weight, begunAt, code: result, numbers }) => [
    stage,
    value(weight),
    formatInstant(begunAt),
    result,
    record(numbers ?? {}),
  ]);
  return facts.length === 0
    ? 'The rollout did not begin.'
    : table(['stage', 'weight', 'begun', 'result', 'analysis'], rows);
}

function lineage({ promotion, candidate, champion, evidence, gate }: PromotionFacts): string[] {
  return [
    `Promotion: ${code(promotion)}`,
    ...artifactsOf(candidate),
    ...(champion ? [`Predecessor: ${code(champion.onnx)}`] : []),
    `Gate report: ${code(gate.digest)}`,
    ...(evidence ? [`Evidence that was approved: ${code(evidence)}`] : []),
  ];
}

const artifactsOf = (candidate: Candidate): string[] => [
  `Model: ${code(candidate.onnx)}`,
  `Metadata: ${code(candidate.metadata)}`,
  `Training set: ${code(candidate.trainingSet)}`,
  `Training request: ${code(candidate.request)}, asked for by ${candidate.requestedBy}`,
  `Spec: ${code(candidate.spec)}`,
];

const record = (entries: Readonly<Record<string, Json>>): string =>
  Object.entries(entries)
    .map(([name, entry]) => `${name} ${value(entry)}`)
    .join(', ');
