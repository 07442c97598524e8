import { type Arrival, arrivalType } from '#contracts/arrival.ts';
import { formatInstant } from '#contracts/time.ts';
import type { Installation } from './site/installation.ts';

/** Announces a batch of data to the gateway of an installation, and answers how that was taken. */
export const announceArrival = (at: Place, pipeline: string, arrival: Arrival): Promise<Response> =>
  post(at, pipeline, 'application/cloudevents+json', eventOf(arrival));

/** Announces several in one request. */
export const announceArrivals = (at: Place, pipeline: string, arrivals: readonly Arrival[]): Promise<Response> =>
  post(at, pipeline, 'application/cloudevents-batch+json', arrivals.map(eventOf));

type Place = Pick<Installation, 'environment'>;

const post = ({ environment }: Place, pipeline: string, type: string, content: unknown): Promise<Response> =>
  fetch(`${environment.TIDEGATE_GATEWAY_URL}/v1/pipelines/${pipeline}/arrivals`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify(content),
  });

function eventOf({ kind: _, id, source, minTime, maxTime, ...data }: Arrival) {
  const times = { minTime: formatInstant(minTime), maxTime: formatInstant(maxTime) };
  return { specversion: '1.0', type: arrivalType, id, source, data: { ...data, ...times } };
}
