import { z } from 'zod';
import { Digest } from '#contracts/digest.ts';
import { SegmentEntry } from '#contracts/snapshot.ts';
import { EpochMs } from '#contracts/time.ts';
import { keyOf } from './entry.ts';

/**
 * The first line of a segment: by column, what is asked of every entry. `source` counts into `sources`. The lines after
 * it hold the rest of one entry each, in the same order: by source, then id, then ordinal.
 */
const Index = z.strictObject({
  version: z.literal(1),
  sources: z.array(z.string()),
  source: z.array(z.number().int()),
  id: z.array(z.string()),
  announcement: z.array(Digest),
  ordinal: z.array(z.number().int().min(0)),
  minTime: z.array(EpochMs),
  maxTime: z.array(EpochMs),
});
type Index = z.infer<typeof Index>;

const Rest = SegmentEntry.pick({
  uri: true,
  digest: true,
  rows: true,
  bytes: true,
  format: true,
  supersedes: true,
  partitions: true,
});

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

const byKey = (a: SegmentEntry, b: SegmentEntry): number =>
  compare(a.source, b.source) || compare(a.id, b.id) || compare(a.ordinal, b.ordinal);

/** The bytes of a segment: the same for the same entries, in whatever order they are given. */
export function encodeSegment(entries: readonly SegmentEntry[]): Buffer {
  const sorted = entries.toSorted(byKey);
  const sources = [...new Set(sorted.map((entry) => entry.source))];
  const position = new Map(sources.map((source, i) => [source, i]));
  const index: Index = {
    version: 1,
    sources,
    source: sorted.map((entry) => position.get(entry.source) ?? 0),
    id: sorted.map((entry) => entry.id),
    announcement: sorted.map((entry) => entry.announcement),
    ordinal: sorted.map((entry) => entry.ordinal),
    minTime: sorted.map((entry) => entry.minTime),
    maxTime: sorted.map((entry) => entry.maxTime),
  };
  const rest = sorted.map(({ uri, digest, rows, bytes, format, supersedes, partitions }) =>
    JSON.stringify({ uri, digest, rows, bytes, format, supersedes, partitions }),
  );
  return Buffer.from([JSON.stringify(index), ...rest, ''].join('\n'));
}

/** A decoded segment, to be queried. A position is the number of an entry, in the order of the file. */
export interface DecodedSegment {
  readonly count: number;
  /** Of the encoded form. */
  readonly bytes: number;
  /** The digest of the announcement with a key; undefined where the segment does not hold it. */
  announcementOf(key: string): Digest | undefined;
  /** The position of the entry with a key; undefined where the segment does not hold it. */
  positionOf(key: string): number | undefined;
  /** The positions of the entries for which a predicate of ordinal and times (both inclusive) holds. */
  positions(holds: (ordinal: number, minTime: number, maxTime: number) => boolean): number[];
  /** The whole entry at a position; only this reads its line. */
  entry(position: number): SegmentEntry;
}

const newline = 0x0a;

/** Throws where the bytes are not those of a segment. */
export function decodeSegment(encoded: Buffer): DecodedSegment {
  const starts = lineStarts(encoded);
  const index = Index.parse(JSON.parse(encoded.toString('utf8', 0, starts[0])));
  const count = index.id.length;
  const columns = [index.source, index.announcement, index.ordinal, index.minTime, index.maxTime];
  if (starts.length !== count + 1 || columns.some((column) => column.length !== count)) {
    throw new TypeError('the columns of a segment differ in length');
  }
  const keys = positionsByKey(index);

  return {
    count,
    bytes: encoded.length,
    announcementOf: (key) => {
      const position = keys.get(key);
      return position === undefined ? undefined : index.announcement[position];
    },
    positionOf: (key) => keys.get(key),
    positions: (holds) => {
      const found: number[] = [];
      for (let i = 0; i < count; i++) {
        if (holds(index.ordinal[i] ?? 0, index.minTime[i] ?? 0, index.maxTime[i] ?? 0)) found.push(i);
      }
      return found;
    },
    entry: (position) =>
      SegmentEntry.parse({
        source: index.sources[index.source[position] ?? -1],
        id: index.id[position],
        announcement: index.announcement[position],
        ordinal: index.ordinal[position],
        minTime: index.minTime[position],
        maxTime: index.maxTime[position],
        ...Rest.parse(JSON.parse(encoded.toString('utf8', starts[position], starts[position + 1]))),
      }),
  };
}

/** Where the lines after the first begin; the last one is where the file ends. */
function lineStarts(encoded: Buffer): number[] {
  const starts: number[] = [];
  for (let at = encoded.indexOf(newline); at !== -1; at = encoded.indexOf(newline, at + 1)) starts.push(at + 1);
  return starts;
}

/** Where a key stands twice, the lowest ordinal counts: it stands first. */
function positionsByKey(index: Index): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [i, id] of index.id.entries()) {
    const key = keyOf(index.sources[index.source[i] ?? -1] ?? '', id);
    if (!positions.has(key)) positions.set(key, i);
  }
  return positions;
}
