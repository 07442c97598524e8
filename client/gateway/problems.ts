import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type CodeName, codes } from '#contracts/codes.ts';
import { present } from '#contracts/present.ts';
import type { Problem } from '#contracts/problem.ts';
import type { RefusedEvent } from '#contracts/refused-event.ts';

/** The only place that maps codes to HTTP statuses. Codes without an entry are the sender's mistake: 400. */
const statuses: Partial<Record<CodeName, ContentfulStatusCode>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  PIPELINE_UNKNOWN: 404,
  NOT_FOUND: 404,
  METHOD_UNSUPPORTED: 405,
  STREAM_STATE_LOST: 409,
  PIPELINE_RENAMED: 308,
  PIPELINE_BUSY: 409,
  PIPELINE_EXISTS: 409,
  PIPELINE_REMOVED: 410,
  STREAM_DRAINED: 410,
  APPROVAL_NOT_AWAITED: 409,
  ARRIVAL_TOO_LARGE: 413,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  STREAM_BACKLOGGED: 429,
  GATEWAY_BUSY: 429,
  INTERNAL: 500,
  TEMPORAL_UNAVAILABLE: 503,
  WORKER_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
  CATALOG_UNAVAILABLE: 503,
};

/** The value of `Retry-After` in seconds, by status. */
const retryAfter: Partial<Record<number, number>> = { 429: 5, 503: 2 };

/** What a refusal contains besides its problem. */
export interface RefusalOptions {
  /** Other problems of the same request. */
  readonly more?: readonly Problem[];
  /** The limit that was exceeded, in bytes. */
  readonly limit?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The problem of each event, if all events of a batch were refused. */
  readonly refused?: readonly RefusedEvent[];
}

/** The HTTP status of a code. */
const statusOf = (code: CodeName): ContentfulStatusCode => statuses[code] ?? 400;

/**
 * Answers with a problem.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function refuse(
  c: Context,
  problem: Problem,
  { more = [], limit, headers = {}, refused }: RefusalOptions = {},
): Response {
  const status = statusOf(problem.code);
  const seconds = retryAfter[status];
  c.set('code', problem.code);
  const body = {
    type: `urn:tidegate:code:${problem.code}`,
    title: codes[problem.code].cause,
    status,
    detail: problem.message,
    ...fieldsOf(problem),
    ...present({ limit }),
    ...(more.length > 0 && { more: more.map((other) => ({ detail: other.message, ...fieldsOf(other) })) }),
    ...present({ refused }),
  };
  return c.body(JSON.stringify(body), status, {
    'content-type': 'application/problem+json',
    ...(status === 308 && problem.expected !== undefined && { location: movedTo(c.req.path, problem.expected) }),
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    // The rest of the body is not read, so the connection cannot be used for another request.
    ...(status === 413 && { connection: 'close' }),
    ...headers,
  });
}

/** The same path, under the pipeline's new name. */
const movedTo = (path: string, name: string): string => path.replace(/\/pipelines\/[^/]+/, `/pipelines/${name}`);

const fieldsOf = ({ code, path, observed, expected, remedy = codes[code].remedy, breaks }: Problem) => ({
  code,
  ...present({ path, observed, expected }),
  remedy,
  ...present({ breaks }),
});
