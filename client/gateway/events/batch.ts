import { setImmediate } from 'node:timers/promises';
import type { Announcement } from '#contracts/arrival.ts';
import { present } from '#contracts/present.ts';
import { type Problem, problemOf, type Result, TidegateError } from '#contracts/problem.ts';
import type { RefusedEvent } from '#contracts/refused-event.ts';

/** The most events in one request. */
export const mostEvents = 10_000;

const eventsATurn = 250;

/** An announcement, and the partitions whose streams receive it. */
export interface Routed {
  readonly announcement: Announcement;
  readonly partitions: readonly string[];
}

/** The events of a batch, accepted or refused, each in the order of the request. */
export interface SortedBatch {
  readonly accepted: readonly Routed[];
  readonly refused: readonly RefusedEvent[];
}

/**
 * Checks and routes each event separately. Throws `ARRIVAL_MALFORMED` if the body is no array, `ARRIVAL_TOO_LARGE` if
 * it has too many events.
 */
export async function sortBatch(
  body: unknown,
  route: (value: unknown) => Promise<Result<Routed>>,
): Promise<SortedBatch> {
  if (!Array.isArray(body)) {
    const problem = problemOf('ARRIVAL_MALFORMED', 'a batch is an array of events');
    throw new TidegateError({ ...problem, expected: 'a JSON array' });
  }
  if (body.length > mostEvents) {
    const problem = problemOf('ARRIVAL_TOO_LARGE', `the batch holds ${body.length} events`);
    throw new TidegateError({
      ...problem,
      expected: `at most ${mostEvents} events`,
      remedy: 'Send it in several requests.',
    });
  }
  const accepted: Routed[] = [];
  const refused: RefusedEvent[] = [];
  for (const [index, value] of body.entries()) {
    // Yields to the event loop, so that other requests are served in between.
    if (index % eventsATurn === eventsATurn - 1) await setImmediate();
    const result = await route(value);
    if (result.ok) accepted.push(result.value);
    else refused.push(refusedEvent(index, value, result.problems));
  }
  return { accepted, refused };
}

/** The announcements for each partition's stream, in order. */
export function byPartition(accepted: readonly Routed[]): ReadonlyMap<string, readonly Announcement[]> {
  const parts = new Map<string, Announcement[]>();
  for (const { announcement, partitions } of accepted) {
    for (const partition of partitions) {
      const part = parts.get(partition);
      if (part === undefined) parts.set(partition, [announcement]);
      else part.push(announcement);
    }
  }
  return parts;
}

function refusedEvent(index: number, value: unknown, [first]: readonly Problem[]): RefusedEvent {
  const { code, message, ...more } = first ?? problemOf('ARRIVAL_MALFORMED');
  const id = idOf(value);
  return { index, ...present({ id }), code, detail: message, ...more };
}

const idOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id.slice(0, 500)
    : undefined;
