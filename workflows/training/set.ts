import type { TrainingActivities } from '#activities/training/port.ts';
import type { Code } from '#contracts/codes.ts';
import type { TrainingSet } from '#contracts/training.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { gateCode } from '#domain/gates/report.ts';
import { faultOfTrainingSet } from '#domain/training/labels.ts';
import { decide } from '../run/decision-log.ts';
import { passTableGate } from '../run/table-gate.ts';
import { idOf, type TrainingInput } from './state.ts';

type Assembled = Awaited<ReturnType<TrainingActivities['assembleTrainingSet']>>;

/** Why a set may not be trained on: it has too few labels, or the gate of its features blocks it. Undefined if it may. */
export async function refusalOf(
  { request, maxMissing }: TrainingInput,
  { digest, set, features }: Assembled,
): Promise<Code | undefined> {
  const fault = faultOfTrainingSet(set, maxMissing);
  if (fault) {
    const inputs = { trainingSet: digest };
    decide(
      trainingDecision.draft({ about: idOf(request), outcome: 'refused', code: fault, numbers: countsOf(set), inputs }),
    );
    return fault;
  }
  if (!features) return undefined;
  const subject = idOf(request);
  const inputs = { trainingSet: digest, data: set.training.data };
  const { report, admits } = await passTableGate({ subject, name: 'features', spec: request.spec, inputs }, features);
  if (admits) return undefined;
  const code = gateCode[report.verdict];
  const evidence = { report: report.digest };
  decide(trainingDecision.draft({ about: subject, outcome: 'refused', code, inputs, evidence }));
  return code;
}

export const countsOf = ({ training, holdout }: TrainingSet) => ({
  trainingRows: training.rows,
  trainingLabelled: training.labelled,
  holdoutRows: holdout.rows,
  holdoutLabelled: holdout.labelled,
});
