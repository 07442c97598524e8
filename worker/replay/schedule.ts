import { z } from 'zod';
import type { Classified, ClassifiedBatch } from '#activities/arrivals/port.ts';
import type { Decision } from '#contracts/decision.ts';
import type { ScheduleLine } from '#contracts/schedule.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { sourceDecision } from '#domain/decisions/source.ts';
import { watermarkDecision } from '#domain/decisions/watermark.ts';
import { digestOf } from '#domain/digest.ts';
import { assertedWatermark } from '#domain/time/watermark.ts';
import { payloadConverter } from '#workflows/bundle/payload-converter.ts';
import type { RecordedHistory, Replayed } from './replay.ts';

const Named = z.object({ source: z.string(), id: z.string() });
const Said = Named.extend({ minTime: z.number(), maxTime: z.number() });

/** Of what a stream found out about a batch: what a schedule says of it. */
const Announcement = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('arrival'),
    ...Said.shape,
    supersedes: z.object({ id: z.string() }).optional(),
    causes: z.array(Named).readonly().optional(),
  }),
  z.object({
    kind: z.literal('repeat'),
    ...Said.shape,
    novelty: z.enum(['same', 'conflict']),
    announcement: z.string(),
  }),
  z.object({ kind: z.literal('watermark'), ...Named.shape, completeThrough: z.number() }),
  z.object({ kind: z.literal('refused') }),
]);
type Announcement = ReadFrom<Whole<Classified>, typeof Announcement>;

const Batch = z.object({
  announcements: z.array(Announcement).readonly(),
  segment: z.object({ digest: z.string() }).optional(),
});
type Batch = ReadFrom<Required<ClassifiedBatch>, typeof Batch>;

type Whole<T> = T extends unknown ? Required<T> : never;
/** What a schema reads from an answer, which must have all of it, optional fields too: a name that is changed there does not compile here. */
type ReadFrom<Answer extends Whole<z.infer<Schema>>, Schema extends z.ZodType> = [Answer] extends [never]
  ? never
  : z.infer<Schema>;

/** What came to a stream, in the order in which it was decided. */
export interface RunSchedule {
  readonly lines: readonly ScheduleLine[];
  /** How often people did what a schedule cannot express: rewinds, re-admissions and released rows. */
  readonly omitted: number;
}

/**
 * The schedule that a run of a stream took: arrivals, repeats and assertions from what it found out about each batch, the rest
 * from its decisions, which also say what stands between two batches.
 */
export function scheduleOf({ history }: Pick<RecordedHistory, 'history'>, { decisions }: Replayed): RunSchedule {
  const batches = batchesOf(history).filter((batch) => linesOf(batch).length > 0);
  const lines: ScheduleLine[] = [];
  let omitted = 0;
  /** Repeats and assertions of a batch whose lines were told already. */
  let repeats = 0;
  const asserted = new Map<string, number>();

  const tell = (batch: Batch) => {
    lines.push(...linesOf(batch));
    repeats += batch.announcements.filter(({ kind }) => kind === 'repeat').length;
  };

  const takeAssertion = ({ about: source, inputs: { assertion: digest }, numbers: { watermark } }: Asserted) => {
    const told = asserted.get(digest) ?? 0;
    if (told > 0) return void asserted.set(digest, told - 1);
    const [next] = batches;
    const isInNext = next?.announcements.some((a) => a.kind === 'watermark' && digestOfAssertion(a) === digest);
    if (!next || !isInNext) lines.push({ watermark: { source, time: watermark } });
    else if (next.segment === undefined) {
      batches.shift();
      tell(next);
      for (const a of next.announcements) {
        if (a.kind !== 'watermark') continue;
        const other = digestOfAssertion(a);
        asserted.set(other, (asserted.get(other) ?? 0) + 1);
      }
      asserted.set(digest, (asserted.get(digest) ?? 1) - 1);
    }
  };

  const takeRepeat = () => {
    const [next] = batches;
    if (repeats > 0) repeats -= 1;
    else if (next && next.segment === undefined) {
      batches.shift();
      tell(next);
      repeats -= 1;
    }
  };

  for (const { decision } of decisions) {
    const segment = arrivalsDecision.read(decision)?.inputs.segment;
    const [arrival, watermark, source] = [
      arrivalDecision.read(decision),
      watermarkDecision.read(decision),
      sourceDecision.read(decision),
    ];
    if (segment) {
      const at = batches.findIndex((batch) => batch.segment?.digest === segment);
      for (const batch of batches.splice(0, at + 1)) tell(batch);
    } else if (watermark?.outcome === 'asserted') takeAssertion(watermark);
    else if (source?.outcome === 'idle') lines.push({ idle: { source: source.about } });
    else if (arrival?.outcome === 'duplicate' || arrival?.outcome === 'conflict') takeRepeat();
    else if (arrival?.outcome === 'release') lines.push({ release: arrival.about });
    else if (arrival?.outcome === 'refuse') lines.push({ refuse: arrival.about });
    else if (isBeyondSchedules(decision)) omitted += 1;
  }
  return { lines, omitted };
}

type Asserted = Extract<ReturnType<typeof watermarkDecision.read>, { outcome: 'asserted' }>;

/** What people did that a schedule cannot express. */
const isBeyondSchedules = (decision: Decision): boolean =>
  watermarkDecision.read(decision)?.outcome === 'rewound' ||
  arrivalDecision.read(decision)?.outcome === 'readmitted' ||
  quarantineDecision.read(decision)?.outcome === 'released';

const digestOfAssertion = ({ source, id, completeThrough }: Extract<Announcement, { kind: 'watermark' }>): string =>
  digestOf({ source, id, completeThrough });

const linesOf = ({ announcements }: Batch): ScheduleLine[] => announcements.flatMap((each) => lineOf(each) ?? []);

function lineOf(announcement: Announcement): ScheduleLine | undefined {
  if (announcement.kind === 'refused') return undefined;
  const { source, id } = announcement;
  if (announcement.kind === 'watermark')
    return { watermark: { source, time: assertedWatermark(announcement.completeThrough) } };
  const said = { id, source, minTime: announcement.minTime, maxTime: announcement.maxTime };
  // A line's own fields are its digest: those of a repeat are the first one's, and a conflict has another.
  if (announcement.kind === 'repeat')
    return { arrive: announcement.novelty === 'same' ? said : { ...said, digest: announcement.announcement } };
  const { supersedes, causes } = announcement;
  return { arrive: { ...said, ...(supersedes && { supersedes: supersedes.id }), after: causes } };
}

/** What each batch of announcements was found to be, in order. */
function batchesOf({ events }: RecordedHistory['history']): Batch[] {
  const scheduled = new Set<string>();
  return (events ?? []).flatMap(({ eventId, ...event }): Batch[] => {
    const begun = event.activityTaskScheduledEventAttributes;
    if (begun?.activityType?.name === 'classifyArrivals') scheduled.add(String(eventId));
    const ended = event.activityTaskCompletedEventAttributes;
    const [payload] = ended?.result?.payloads ?? [];
    if (!payload || !scheduled.has(String(ended?.scheduledEventId))) return [];
    return [Batch.parse(payloadConverter.fromPayload<unknown>(payload))];
  });
}
