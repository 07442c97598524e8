import { type Arrival, arrivalType } from '#contracts/arrival.ts';
import { formatInstant } from '#contracts/time.ts';
import type { Installation } from './site/installation.ts';

/** Announces a batch to the gateway of an installation, and answers how that was taken. */
export function announceArrival(
  { environment }: Pick<Installation, 'environment'>,
  pipeline: string,
  { kind: _, id, source, minTime, maxTime, ...data }: Arrival,
): Promise<Response> {
  const times = { minTime: formatInstant(minTime), maxTime: formatInstant(maxTime) };
  return fetch(`${environment.TIDEGATE_GATEWAY_URL}/v1/pipelines/${pipeline}/arrivals`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ specversion: '1.0', type: arrivalType, id, source, data: { ...data, ...times } }),
  });
}
