import { z } from 'zod';
import { Measure, type Measurement } from '#contracts/measure.ts';
import { OwnFinding } from '#contracts/own-finding.ts';
import type { CustomContext } from '#domain/gates/custom-check.ts';

/** Which check of which module a thread is to run. */
export interface HostData {
  readonly path: string;
  readonly check: string;
}

/** The question to it: without answers, what to measure; with answers, what it finds. */
export interface HostQuestion {
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: CustomContext;
  /** The answers to its measures, in their order. */
  readonly answers?: readonly Measurement[];
}

const mostMeasures = 100;

/** What it answers. */
export const HostAnswer = z.union([
  z.strictObject({ measures: z.array(Measure).max(mostMeasures) }),
  z.strictObject({ finding: OwnFinding }),
  z.strictObject({ fault: z.string() }),
]);
export type HostAnswer = z.infer<typeof HostAnswer>;
