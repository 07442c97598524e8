import type { Context } from 'hono';
import { CloudEvent } from '#contracts/arrival.ts';
import { problemOf, type Result, refuse, succeed, TidegateError, valueOrThrow } from '#contracts/problem.ts';
import { mediaType } from '../body-type.ts';
import { problemsOfIssues } from '../refuse-body.ts';
import { eventOfHeaders, isBinary } from './binary.ts';

/** The three content modes of CloudEvents over HTTP. */
export type Mode = 'structured' | 'binary' | 'batched';

/** By which mode a request carries its events; throws `MEDIA_TYPE_UNSUPPORTED`. Plain JSON without `ce-` headers is structured. */
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

/** What a body says in JSON; throws `ARRIVAL_MALFORMED`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TidegateError(problemOf('ARRIVAL_MALFORMED', 'the body is not JSON'));
  }
}

/** The one event of a request, before its schema is looked at. */
export const eventIn = (c: Context, mode: 'structured' | 'binary', text: string): unknown =>
  mode === 'structured' ? parseJson(text) : valueOrThrow(eventOfHeaders(c.req.raw.headers, parseJson(text)));

/** An event as its schema knows it, or everything that is wrong with it. */
export function parseEvent(value: unknown): Result<CloudEvent> {
  const parsed = CloudEvent.safeParse(value);
  if (parsed.success) return succeed(parsed.data);
  return refuse(...problemsOfIssues('ARRIVAL_MALFORMED', CloudEvent, parsed.error, value));
}
