import type { Digest } from '#contracts/digest.ts';
import type { GateReport } from '#contracts/finding.ts';
import { artifactActivities } from './policies.ts';

/** Keeps a gate's report: its digest is that of all its other fields. */
export const storeReport = ({ digest: _, ...content }: GateReport): Promise<Digest> =>
  artifactActivities.storeJson({ value: content });
