import type { Code } from '#contracts/codes.ts';
import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import type { Judgement } from '../../gates/checks/kind.ts';
import { failed, inconclusive, passed } from '../../gates/checks/verdicts.ts';

type Measured = 'auc' | 'logLoss' | 'brier' | 'calibrationError';

/** Why nothing was measured: a model that does not load was never scored. */
export const unmeasured = ({ integrity }: CandidateMeasurements): Code =>
  integrity.loads ? 'HOLDOUT_TOO_SMALL' : 'MODEL_UNREADABLE';

/** A measure of the candidate is at least `min`; one that was not taken cannot tell. */
export function atLeast(min: number, name: Measured, code: Code, measured: CandidateMeasurements): Judgement {
  return judge(name, measured, { min }, (value) => value >= min, code);
}

/** A measure of the candidate is at most `max`; one that was not taken cannot tell. */
export function atMost(max: number, name: Measured, code: Code, measured: CandidateMeasurements): Judgement {
  return judge(name, measured, { max }, (value) => value <= max, code);
}

function judge(
  name: Measured,
  measured: CandidateMeasurements,
  expected: Judgement['expected'],
  holds: (value: number) => boolean,
  code: Code,
): Judgement {
  const { candidate } = measured;
  const value = candidate?.[name] ?? null;
  if (candidate === null || value === null) return inconclusive(unmeasured(measured), { observed: {}, expected });
  const seen = { observed: { [name]: value, rows: candidate.rows, positives: candidate.positives }, expected };
  return holds(value) ? passed(seen) : failed(code, seen);
}
