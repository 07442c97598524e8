import { form, kind, type ReadOf } from './kind.ts';
import { anyCode, code, counts, digest, names, number } from './parts.ts';
import { arrival } from './subjects.ts';

/**
 * How far windows had expired for an arrival; in windows of former specs, by the time until which these were in force.
 * Times in epoch milliseconds.
 */
const expiry = { expiredThrough: number, expiredBefore: counts.optional() };

type Former = readonly { readonly until: number; readonly expiredThrough: number }[];

/** The numbers of what had expired, for a decision. */
export const expiryNumbers = ({
  expiredThrough,
  former = [],
}: {
  expiredThrough: number;
  former?: Former | undefined;
}) => ({
  expiredThrough,
  expiredBefore:
    former.length === 0
      ? undefined
      : Object.fromEntries(former.map((version) => [String(version.until), version.expiredThrough])),
});

/** What had expired in windows of former specs, the oldest first, as a decision tells it. */
export const formerExpiry = (expiredBefore: Readonly<Record<string, number>> = {}) =>
  Object.entries(expiredBefore)
    .map(([until, through]) => ({ until: Number(until), through }))
    .sort((a, b) => a.until - b.until);

const repeated = { numbers: names({ rows: number }), inputs: names({ announcement: digest }) };
const lateness = { watermark: number, rows: number, windows: number, expired: number, ...expiry };
const read = { numbers: names({ pane: number, round: number }) };

/** What a stream, or the run of a window, found of one arrival beside its acceptance, and what people answered to it. */
export const arrivalDecision = kind('arrival', {
  duplicate: form(arrival, { code: code('ARRIVAL_DUPLICATE'), ...repeated }),
  conflict: form(arrival, { code: code('ARRIVAL_CONFLICT'), ...repeated }),
  late: form(arrival, { code: code('LATE_ARRIVAL'), numbers: names({ ...lateness, late: number }) }),
  expired: form(arrival, { code: code('ARRIVAL_EXPIRED'), numbers: names(lateness) }),
  unassigned: form(arrival, { code: code('ROW_OUTSIDE_DECLARED_TIMES'), numbers: names({ rows: number }) }),
  held: form(arrival, { code: code('WATERMARK_JUMP'), numbers: names({ from: number, to: number }) }),
  release: form(arrival, { code: code('HOLD_RELEASED') }),
  refuse: form(arrival, { code: code('HOLD_REJECTED') }),
  released: form(arrival, { code: code('HOLD_RELEASED') }),
  refused: form(arrival, { code: anyCode }),
  superseded: form(arrival, {
    code: code('ARRIVAL_SUPERSEDED'),
    numbers: names({ rows: number, windows: number, ...expiry }),
    inputs: names({ data: digest }),
  }),
  waiting: form(arrival, { code: code('CAUSES_AWAITED'), numbers: names({ missing: number, until: number }) }),
  caused: form(arrival, { code: code('CAUSES_CAME') }),
  readmitted: form(arrival, { code: code('ARRIVAL_READMITTED'), numbers: names({ windows: number, rows: number }) }),
  unreadable: form(arrival, { code: anyCode, ...read }),
});

/** A decision about an arrival, read back. */
export type ReadArrival = ReadOf<typeof arrivalDecision>;
