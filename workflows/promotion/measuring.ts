import { digestOf } from '#domain/digest.ts';
import { judgeCandidate } from '#domain/models/judge.ts';
import { numbersOf } from '#domain/models/metrics.ts';
import { artifactActivities, modelActivities } from '../run/policies.ts';
import { storeReport } from '../run/report.ts';
import { recordVerdict } from '../run/verdict.ts';
import { makeSearchable } from '../run/visibility.ts';
import { showPromotion } from './details.ts';
import type { Ended, PromotionState } from './state.ts';

/** Compares the candidate with the live model, and judges it by the model gate. Undefined if it passes. */
export async function measure(state: PromotionState): Promise<Ended | undefined> {
  const { input, champion } = state;
  const { candidate, gate } = input;
  state.phase = 'measuring';
  state.measurements = await modelActivities.measureCandidate({ candidate, champion, gate });
  const report = judgeCandidate(gate, state.measurements);
  state.report = report;
  await storeReport(report);
  const evidence = {
    candidate: digestOf(candidate),
    champion: champion ? digestOf(champion) : null,
    report: report.digest,
    evaluation: state.measurements.evaluation,
  };
  state.evidence = { digest: await artifactActivities.storeJson({ value: evidence }), content: evidence };
  const passed = report.verdict === 'pass';
  recordVerdict({
    gate: state.id,
    report,
    code: passed ? 'GATE_PASSED' : 'CANDIDATE_REFUSED',
    numbers: { measured: numbersOf(state.measurements) },
    policy: { spec: input.spec, path: 'gates.model' },
    inputs: { model: candidate.onnx, champion: champion?.onnx },
    evidence: { evaluation: evidence.evaluation },
  });
  makeSearchable({ verdict: report.verdict });
  showPromotion(state);
  if (passed) return undefined;
  return {
    outcome: 'refused',
    code: 'CANDIDATE_REFUSED',
    evidence: { report: report.digest, evaluation: evidence.evaluation },
  };
}
