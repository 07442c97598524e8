import { describe, expect, test } from 'vitest';
import { digestOf } from '#domain/digest.ts';
import { reportOf } from '#domain/gates/report.ts';
import type { PromotionFacts } from '#domain/promotion/promotion-facts.ts';
import { releaseNotes } from '#domain/promotion/release-notes.ts';
import { candidateOf } from './samples.ts';

const gate = reportOf('model', [
  {
    check: 'auc',
    severity: 'error',
    verdict: 'pass',
    code: 'CHECK_PASSED',
    observed: { auc: 0.71234567 },
    expected: { min: 0.6 },
  },
  {
    check: 'brier',
    severity: 'warn',
    verdict: 'fail',
    code: 'BRIER_ABOVE_MAXIMUM',
    observed: { brier: 0.2 },
    expected: { max: 0.1 },
  },
]);

const promoted: PromotionFacts = {
  promotion: 'promotion/lateness/new',
  outcome: 'promoted',
  code: 'MODEL_PROMOTED',
  at: 1_371_000_000_000,
  candidate: candidateOf('new'),
  champion: candidateOf('old'),
  gate,
  evidence: digestOf('evidence'),
  approvals: [
    { principal: 'grace', roles: ['risk'], code: 'APPROVAL_COUNTED', at: 1_370_900_000_000 },
    { roles: [], code: 'APPROVAL_UNSIGNED', at: 1_370_900_000_001 },
  ],
  stages: [
    {
      stage: 'canary',
      weight: 0.1,
      begunAt: 1_370_950_000_000,
      code: 'STAGE_PASSED',
      numbers: { mean: -0.012345678, labelled: 512 },
    },
  ],
};

describe('release notes', () => {
  const notes = releaseNotes(promoted);

  test('begin with what happened and why', () => {
    expect(notes).toMatch(
      /^# lateness new: promoted\n\nDecided at 2013-06-12T01:20:00Z with `MODEL_PROMOTED`: The candidate passed/,
    );
    expect(notes).toContain('The model before it is `old`.');
  });
  test('have every part', () => {
    const titles = [...notes.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(['Validation', 'Gate impact', 'Approvals', 'Stages', 'Lineage']);
  });
  test('give each check with its numbers', () => {
    expect(notes).toContain('| auc | pass | CHECK\\_PASSED | auc 0.712346 | min 0.6 |');
    expect(notes).toContain('- Warnings: brier\n');
  });
  test('name who approved, and what was not proved', () => {
    expect(notes).toContain('| grace | risk | APPROVAL\\_COUNTED | 2013-06-10T21:33:20Z |');
    expect(notes).toContain('| unknown |  | APPROVAL\\_UNSIGNED |');
  });
  test('give the stages with their analysis, and the artifacts that it came from', () => {
    expect(notes).toContain('| canary | 0.1 | 2013-06-11T11:26:40Z | STAGE\\_PASSED | mean -0.0123457, labelled 512 |');
    for (const digest of [promoted.candidate.onnx, promoted.candidate.trainingSet, promoted.evidence, gate.digest]) {
      expect(notes).toContain(`\`${digest}\``);
    }
  });
  test('are the same bytes each time', () => expect(releaseNotes(structuredClone(promoted))).toBe(notes));

  test('say so where nobody was asked and nothing began', () => {
    const refused: PromotionFacts = {
      ...{ promotion: promoted.promotion, outcome: 'refused', code: 'CANDIDATE_REFUSED', at: 0 },
      ...{ candidate: promoted.candidate, champion: null, gate, approvals: [], stages: [] },
    };
    const text = releaseNotes(refused);
    for (const line of ['No model was in production before.', 'Nobody was asked.', 'The rollout did not begin.'])
      expect(text).toContain(line);
  });
  test('cannot be torn by what they show', () => {
    const [first] = gate.findings;
    const odd = reportOf('model', first ? [{ ...first, observed: { name: 'a|b\n# <b>*x*' } }] : []);
    expect(releaseNotes({ ...promoted, gate: odd })).toContain('name a\\|b # \\<b\\>\\*x\\*');
  });
});
