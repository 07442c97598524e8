import { Announcement, type Arrival, type WatermarkAssertion } from '#contracts/arrival.ts';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import { carriesCredentials, schemeOf } from '#contracts/uri.ts';
import { digestOf, sha256 } from '#domain/digest.ts';
import { isWithin } from '#domain/spec/backfill.ts';
import { announcementDigest } from '#stores/segments/entry.ts';
import type { Classified, ClassifyInput } from './port.ts';

/** A valid announcement, or why it is refused. */
export type Examined = Arrival | Extract<Classified, { kind: 'watermark' | 'refused' }>;

/** Parses one announcement and examines it, whoever sent it: the gateway, or anybody who may signal the stream. */
export function examine(announcement: unknown, { sources, range }: Pick<ClassifyInput, 'sources' | 'range'>): Examined {
  const parsed = Announcement.safeParse(announcement);
  if (!parsed.success || !hasDigest(parsed.data)) return refused('ARRIVAL_MALFORMED', announcement);
  const code =
    parsed.data.kind === 'arrival' ? refusalOf(parsed.data, sources, range) : sourceRefusal(parsed.data, sources);
  return code === undefined ? parsed.data : refused(code, announcement);
}

const refused = (code: Code, announcement: unknown): Examined => ({
  kind: 'refused',
  code,
  digest: digestOfAnything(announcement),
});

const sourceRefusal = ({ source }: Arrival | WatermarkAssertion, sources: readonly string[]): Code | undefined =>
  sources.includes(source) ? undefined : 'SOURCE_UNKNOWN';

function refusalOf(arrival: Arrival, sources: readonly string[], range: ClassifyInput['range']): Code | undefined {
  if (!sources.includes(arrival.source)) return 'SOURCE_UNKNOWN';
  if (arrival.minTime > arrival.maxTime) return 'ARRIVAL_TIME_REVERSED';
  if (range && !isWithin(range, arrival)) return 'BACKFILL_OUT_OF_RANGE';
  return uriRefusal(arrival.uri);
}

function uriRefusal(uri: string): Code | undefined {
  const scheme = schemeOf(uri);
  if (scheme === undefined) return 'ARRIVAL_MALFORMED';
  if (carriesCredentials(uri)) return 'URI_CREDENTIALS';
  return scheme === 'artifact' || scheme === 'file' ? undefined : 'URI_UNSUPPORTED';
}

/** A text with half a surrogate pair has no UTF-8, and so no digest. */
function hasDigest(announcement: Announcement): boolean {
  try {
    if (announcement.kind === 'watermark') return digestOf(announcement) !== undefined;
    return announcement.id.isWellFormed() && announcementDigest(announcement) !== undefined;
  } catch {
    return false;
  }
}

function digestOfAnything(value: unknown): Digest {
  try {
    return digestOf(value);
  } catch {
    return sha256(JSON.stringify(value) ?? 'undefined');
  }
}
