import { artifactExaminations } from './artifacts.ts';
import { catalogExaminations } from './catalog.ts';
import { clockExaminations } from './clock.ts';
import type { Diagnosis, Examination } from './diagnosis.ts';
import { examineAll, type Fixes } from './examine.ts';
import { gatewayExamination } from './gateway.ts';
import { machineExaminations } from './machine.ts';
import type { Surroundings } from './surroundings.ts';
import { retentionDays, temporalExaminations } from './temporal.ts';
import { operator } from './temporal-command.ts';
import { workerExamination } from './workers.ts';

/** Examines everything that Tidegate needs, all at the same time. */
export function diagnose(around: Surroundings): Promise<Diagnosis[]> {
  const fixes = fixesFor(around);
  const examinations: Examination[] = [
    ...temporalExaminations(around),
    workerExamination(around),
    ...artifactExaminations(around),
    ...catalogExaminations(around),
    gatewayExamination(around, fixes),
    ...machineExaminations(around),
    ...clockExaminations(around),
  ];
  return examineAll(examinations, fixes);
}

/** The command to type when a service does not answer, by the code of the problem. */
const fixesFor = (around: Surroundings): Fixes => ({
  TEMPORAL_UNAVAILABLE: 'npx tidegate dev (all on this machine), or export TEMPORAL_ADDRESS=HOST:PORT',
  CATALOG_UNAVAILABLE:
    'npx tidegate dev (all on this machine), or export TIDEGATE_CATALOG_URL=postgres://USER@HOST:PORT/DATABASE',
  WORKER_UNAVAILABLE: 'npx tidegate worker',
  GATEWAY_UNAVAILABLE: 'npx tidegate gateway',
  // Of the things that are looked up here, only the namespace can be missing.
  NOT_FOUND: operator(around, `namespace create --retention ${retentionDays}d`),
});
