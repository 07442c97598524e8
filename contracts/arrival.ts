import { z } from 'zod';
import { Digest } from './digest.ts';
import { EpochMs, Instant } from './time.ts';

export const arrivalType = 'dev.tidegate.arrival.v1';
export const watermarkType = 'dev.tidegate.watermark.v1';

export const Format = z.enum(['parquet', 'csv', 'ndjson']);
export type Format = z.infer<typeof Format>;

const ProducedBy = z.strictObject({
  name: z.string().min(1).max(200),
  version: z.string().max(200).optional(),
  run: z.string().max(500).optional(),
});

const Id = z.string().min(1).max(500);
const SourceName = z.string().min(1).max(200);

/** An arrival of a stream. */
const Named = z.strictObject({ source: SourceName, id: Id });

/** How a batch stands to others; the same in the event and in what travels to a stream. */
const relations = {
  /** The id of the batch, of the same source, whose place this one takes: a correction. */
  supersedes: Id.optional(),
  /** The partitions that it holds rows of; left out: all. */
  partitions: z.array(z.string().min(1).max(200)).min(1).max(1_000).optional(),
};

/** Batches that must come before one: the most that it may name. */
const mostCauses = 20;

/** What an upstream system says of one immutable batch. */
const ArrivalData = z.strictObject({
  uri: z.string().min(1).max(2_000),
  digest: Digest,
  rows: z.number().int().min(0),
  bytes: z.number().int().min(0).optional(),
  format: Format,
  /** The smallest and largest event time in the batch, both inclusive. */
  minTime: Instant,
  maxTime: Instant,
  producedBy: ProducedBy,
  ...relations,
  /** Batches that must be taken before this one: an id of the same source, or a source with an id. */
  after: z
    .array(z.union([Id, Named]))
    .max(mostCauses)
    .optional(),
});

const WatermarkData = z.strictObject({ completeThrough: Instant });

/** What a backfill is called: part of its streams' ids. */
export const BackfillId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/, 'expected letters, digits, dots, dashes and underscores');

const envelope = {
  specversion: z.literal('1.0'),
  id: Id,
  source: SourceName,
  time: Instant.optional(),
  subject: z.string().max(500).optional(),
  datacontenttype: z.literal('application/json').optional(),
  dataschema: z.string().max(2_000).optional(),
  /** Extension: the backfill that it belongs to; the live streams take it where it is left out. */
  backfill: BackfillId.optional(),
};

/**
 * An event that announces data: CloudEvents 1.0, structured JSON. Extension attributes other than `backfill` are let through unread.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export const CloudEvent = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal(arrivalType), data: ArrivalData }),
  z.object({ ...envelope, type: z.literal(watermarkType), data: WatermarkData }),
]);
export type CloudEvent = z.infer<typeof CloudEvent>;

/** One announced immutable batch, as it travels to a stream. Times are epoch milliseconds, both inclusive. */
export const Arrival = z.strictObject({
  kind: z.literal('arrival'),
  id: Id,
  source: SourceName,
  uri: z.string().min(1).max(2_000),
  /** Of the file's bytes. */
  digest: Digest,
  rows: z.number().int().min(0),
  bytes: z.number().int().min(0),
  format: Format,
  minTime: EpochMs,
  maxTime: EpochMs,
  producedBy: ProducedBy,
  ...relations,
  after: z.array(Named).max(mostCauses).optional(),
});
export type Arrival = z.infer<typeof Arrival>;

/** A source's own word that no event time up to and including `completeThrough` will come any more. */
export const WatermarkAssertion = z.strictObject({
  kind: z.literal('watermark'),
  id: Id,
  source: SourceName,
  completeThrough: EpochMs,
});
export type WatermarkAssertion = z.infer<typeof WatermarkAssertion>;

/** What a stream takes, in order of receipt. */
export const Announcement = z.discriminatedUnion('kind', [Arrival, WatermarkAssertion]);
export type Announcement = z.infer<typeof Announcement>;

/** Announcements that one message may carry: what is found out about them is one payload of a history, of 2 MB at most. */
export const mostAnnouncements = 1_000;

const count = z.number().int().min(1).max(mostAnnouncements);

/**
 * How announcements reach a stream: inline while few; packed, the JSON of their array as gzip (RFC 1952) in Base64; or by claim
 * check, an artifact that holds them, above 16 KB.
 */
export const ArriveMessage = z.union([
  z.strictObject({ announcements: z.array(z.unknown()).max(mostAnnouncements) }),
  z.strictObject({ packed: z.string().max(1_000_000), count }),
  z.strictObject({ claim: Digest, count, bytes: z.number().int() }),
]);
export type ArriveMessage = z.infer<typeof ArriveMessage>;

/** A message that brings its announcements with it. */
export type CarryingMessage = Exclude<ArriveMessage, { claim: unknown }>;

/** How many announcements a message says that it brings. */
export const countOf = (message: ArriveMessage): number =>
  'announcements' in message ? message.announcements.length : message.count;

export const countIn = (messages: readonly ArriveMessage[]): number =>
  messages.reduce((sum, message) => sum + countOf(message), 0);

/** What a claim check refers to: the announcements, or messages that bring them. */
export const Claimed = z.union([
  z.strictObject({ announcements: z.array(z.unknown()).max(mostAnnouncements) }),
  z.strictObject({
    messages: z.array(z.union([ArriveMessage.options[0], ArriveMessage.options[1]])).max(mostAnnouncements),
  }),
]);

/** Above this many bytes a message travels by claim check. */
export const claimCheckBytes = 16_384;

/** Above this many bytes announcements are packed, which saves the history as much; below, people can read them there. */
export const packBytes = 2_048;

/** How a stream's record of keys answers for one announced arrival. */
export const Novelty = z.enum(['unseen', 'same', 'conflict']);
export type Novelty = z.infer<typeof Novelty>;
