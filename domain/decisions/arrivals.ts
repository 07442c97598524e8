import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { stream } from './subjects.ts';

/** Announcements that a stream accepted together; those that were accepted stand in the segment, in order. */
export const arrivalsDecision = kind('arrivals', {
  accepted: form(stream, {
    code: code('ARRIVAL_ACCEPTED'),
    numbers: names({ arrivals: number, rows: number, firstOrdinal: number, lastOrdinal: number }),
    inputs: names({ segment: digest }),
  }),
});
