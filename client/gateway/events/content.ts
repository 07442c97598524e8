import type { Context } from 'hono';
import { CloudEvent } from '#contracts/arrival.ts';
import { problemOf, type Result, refuse, succeed, TidegateError, valueOrThrow } from '#contracts/problem.ts';
import { mediaType } from '../body-type.ts';
import { problemsOfIssues } from '../refuse-body.ts';
import { eventOfHeaders, isBinary } from './binary.ts';

/** The three content modes of CloudEvents over HTTP. */
export type Mode = 'structured' | 'binary' | 'batched';

/** The content mode of a request. Plain JSON without `ce-` headers is structured. Throws `MEDIA_TYPE_UNSUPPORTED`. */
export function modeOf(c: Context): Mode {
  const type = mediaType(c);
  if (type === 'application/cloudevents-batch+json') return 'batched';
  if (type === 'application/cloudevents+json') return 'structured';
  if (type === 'application/json') return isBinary(c.req.raw.headers) ? 'binary' : 'structured';
  throw new TidegateError({
    ...problemOf('MEDIA_TYPE_UNSUPPORTED'),
    path: 'content-type',
    observed: type || 'none',
    expected: 'application/cloudevents+json, application/cloudevents-batch+json, or application/json',
  });
}

/** Parses a body as JSON; throws `ARRIVAL_MALFORMED`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TidegateError(problemOf('ARRIVAL_MALFORMED', 'the body is not JSON'));
  }
}

/** Reads the single event of a request, before it is checked against its schema. */
export const eventIn = (c: Context, mode: 'structured' | 'binary', text: string): unknown =>
  mode === 'structured' ? parseJson(text) : valueOrThrow(eventOfHeaders(c.req.raw.headers, parseJson(text)));

/** Checks an event against its schema. Returns all problems if it does not fit. */
export function parseEvent(value: unknown): Result<CloudEvent> {
  const parsed = CloudEvent.safeParse(value);
  if (parsed.success) return succeed(parsed.data);
  return refuse(...problemsOfIssues('ARRIVAL_MALFORMED', CloudEvent, parsed.error, value));
}
