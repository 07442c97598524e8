import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Announcement, arrivalType, type CloudEvent } from '#contracts/arrival.ts';
import { type Digest, digestOfUri } from '#contracts/digest.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { present } from '#contracts/present.ts';
import { type Result, refuse, succeed } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import { carriesCredentials } from '#contracts/uri.ts';

/** What the gateway needs to decide whether it accepts an event. */
export interface Admission {
  /** The source names of the spec in force, and of earlier specs that still have open windows. */
  readonly sources: readonly string[];
  /** The folders below which `file:` URIs may point. */
  readonly fileRoots: readonly string[];
  /** Looks up the size of a stored artifact in bytes, for events that do not state it. */
  readonly sizeOf: (digest: Digest) => Promise<number | undefined>;
}

/** Converts an event to an announcement, or says why it is refused. */
export async function announcementOf(event: CloudEvent, admission: Admission): Promise<Result<Announcement>> {
  const { id, source } = event;
  if (!isWellFormed(event)) {
    return refuse({
      code: 'ARRIVAL_MALFORMED',
      message: 'a text holds half a surrogate pair, which has no UTF-8',
      expected: 'well-formed Unicode',
    });
  }
  const known = sourceKnown(source, admission.sources);
  if (!known.ok) return known;
  if (event.type !== arrivalType)
    return succeed({ kind: 'watermark', id, source, completeThrough: event.data.completeThrough });
  const { uri, digest, rows, format, minTime, maxTime, producedBy, supersedes, partitions, after } = event.data;
  if (minTime > maxTime) {
    return refuse({
      code: 'ARRIVAL_TIME_REVERSED',
      message: '`minTime` lies after `maxTime`',
      path: 'data.minTime',
      observed: formatInstant(minTime),
      expected: `at most ${formatInstant(maxTime)}`,
    });
  }
  const readable = checkUri(uri, digest, admission.fileRoots);
  if (!readable.ok) return readable;
  const bytes = event.data.bytes ?? (await admission.sizeOf(digest)) ?? 0;
  return succeed({
    kind: 'arrival',
    id,
    source,
    uri,
    digest,
    rows,
    bytes,
    format,
    minTime,
    maxTime,
    producedBy,
    ...present({ supersedes }),
    ...(partitions && { partitions }),
    ...(after && { after: after.map((cause) => (typeof cause === 'string' ? { source, id: cause } : cause)) }),
  });
}

/**
 * Whether every string can be encoded as UTF-8. A string with half a surrogate pair cannot, so it has no digest and
 * cannot be stored.
 */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || Object.values(value).every(isWellFormed);
}

/** Checks that the pipeline declares a source; `SOURCE_UNKNOWN` otherwise. */
export function sourceKnown(source: string, sources: readonly string[]): Result<string> {
  if (sources.includes(source)) return succeed(source);
  return refuse({
    code: 'SOURCE_UNKNOWN',
    message: `the pipeline declares no source \`${source}\``,
    path: 'source',
    ...misnamed(source, sources),
  });
}

// These problems never repeat the URI, because it may contain a secret.
function checkUri(uri: string, digest: Digest, fileRoots: readonly string[]): Result<undefined> {
  const path = 'data.uri';
  if (carriesCredentials(uri)) {
    return refuse({
      code: 'URI_CREDENTIALS',
      message: 'the URI carries credentials',
      path,
      expected: 'a URI without user, password or signature',
    });
  }
  const url = URL.parse(uri);
  if (url === null) {
    return refuse({
      code: 'ARRIVAL_MALFORMED',
      message: '`uri` is not an absolute URI',
      path,
      expected: 'artifact:sha256:… or file:///…',
    });
  }
  if (url.protocol === 'artifact:') {
    if (digestOfUri(uri) === digest) return succeed(undefined);
    return refuse({
      code: 'ARRIVAL_MALFORMED',
      message: '`uri` and `digest` name different artifacts',
      path,
      expected: `artifact:${digest}`,
    });
  }
  if (url.protocol === 'file:' && isBelow(url, fileRoots)) return succeed(undefined);
  const roots = fileRoots.length === 0 ? 'no folder is allowed for file: URIs' : 'file: URIs below the allowed folders';
  return refuse({
    code: 'URI_UNSUPPORTED',
    message: `Tidegate may not read this ${url.protocol} URI`,
    path,
    observed: url.protocol,
    expected: `artifact:sha256:…; ${roots}`,
  });
}

function isBelow(url: URL, roots: readonly string[]): boolean {
  if (url.host !== '' || url.search !== '' || url.hash !== '' || /%2f|%00/i.test(url.pathname)) return false;
  const path = fileURLToPath(url);
  return roots.some((root) => {
    const rest = relative(root, path);
    return rest !== '' && rest !== '..' && !rest.startsWith(`..${sep}`);
  });
}
