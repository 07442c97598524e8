import type { TrainingActivities } from '#activities/training/port.ts';
import type { Code } from '#contracts/codes.ts';
import type { TrainingSet } from '#contracts/training.ts';
import { gateCode } from '#domain/gates/report.ts';
import { faultOfTrainingSet } from '#domain/training/labels.ts';
import { decide } from '../run/decision-log.ts';
import { passTableGate } from '../run/table-gate.ts';
import { about, type TrainingInput } from './state.ts';

type Assembled = Awaited<ReturnType<TrainingActivities['assembleTrainingSet']>>;

/** Why nothing is trained on a set: too few labels, or what the gate of its features does not let through; undefined where it may. */
export async function refusalOf(
  { request, maxMissing }: TrainingInput,
  { digest, set, features }: Assembled,
): Promise<Code | undefined> {
  const fault = faultOfTrainingSet(set, maxMissing);
  if (fault) {
    decide({ ...about(request), outcome: 'refused', code: fault, numbers: countsOf(set), inputs: [digest] });
    return fault;
  }
  if (!features) return undefined;
  const { subject } = about(request);
  const inputs = [digest, set.training.data];
  const { report, admits } = await passTableGate({ subject, name: 'features', spec: request.spec, inputs }, features);
  if (admits) return undefined;
  const code = gateCode[report.verdict];
  decide({ ...about(request), outcome: 'refused', code, inputs, evidence: [report.digest] });
  return code;
}

export const countsOf = ({ training, holdout }: TrainingSet) => ({
  trainingRows: training.rows,
  trainingLabelled: training.labelled,
  holdoutRows: holdout.rows,
  holdoutLabelled: holdout.labelled,
});
