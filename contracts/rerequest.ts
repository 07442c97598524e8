import { z } from 'zod';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';
import { Finding } from './finding.ts';
import { FateCounts } from './ledger.ts';
import { EpochMs } from './time.ts';
import { Window } from './window.ts';

export const rerequestType = 'dev.tidegate.rerequest.v1';

/** At most so many arrivals are named in one request. */
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
    /** Why the pane is not published. */
    reason: Code,
    /** The findings about rows of the source that keep the pane from being published. */
    findings: z.array(
      z.strictObject({
        check: z.string(),
        column: z.string().optional(),
        code: Code.optional(),
        affected: Finding.shape.affected,
      }),
    ),
    /** The source's arrivals in the pane, the first in order of arrival, and how many there are. */
    arrivals: z
      .array(z.strictObject({ id: z.string(), ordinal: z.number().int().min(0), fates: FateCounts }))
      .max(mostRerequested),
    arrivalCount: z.number().int().min(0),
  }),
});
export type RerequestEvent = z.infer<typeof RerequestEvent>;
