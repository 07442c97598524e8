import { z } from 'zod';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';
import { Finding } from './finding.ts';
import { FateCounts } from './ledger.ts';
import { EpochMs } from './time.ts';
import { Window } from './window.ts';

export const rerequestType = 'dev.tidegate.rerequest.v1';

/** Arrivals that one request names, at most. */
export const mostRerequested = 1_000;

/** A source that was asked for rows again, and until when it has time to answer, in wall time. */
export const Asked = z.strictObject({ source: z.string(), until: EpochMs });
export type Asked = z.infer<typeof Asked>;

/** A source is asked for rows again: why, which of its arrivals are in the pane, and until when an answer is waited for. */
export const RerequestEvent = z.strictObject({
  specversion: z.literal('1.0'),
  type: z.literal(rerequestType),
  /** Hash of the decision to ask. */
  id: Digest,
  /** Workflow id of the pane's gate. */
  source: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  data: z.strictObject({
    pipeline: z.string(),
    partition: z.string(),
    source: z.string(),
    window: Window,
    pane: z.number().int().min(0),
    until: EpochMs,
    /** Why it is not published as it is. */
    reason: Code,
    /** What keeps the pane from being published, as far as it is about rows of the source. */
    findings: z.array(
      z.strictObject({
        check: z.string(),
        column: z.string().optional(),
        code: Code.optional(),
        affected: Finding.shape.affected,
      }),
    ),
    /** The first of its arrivals in the pane, in order of arrival, and how many there are. */
    arrivals: z
      .array(z.strictObject({ id: z.string(), ordinal: z.number().int().min(0), fates: FateCounts }))
      .max(mostRerequested),
    arrivalCount: z.number().int().min(0),
  }),
});
export type RerequestEvent = z.infer<typeof RerequestEvent>;
