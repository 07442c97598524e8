import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { arrivalType } from '#contracts/arrival.ts';
import { formatInstant } from '#contracts/time.ts';
import { digestOf } from '#domain/digest.ts';
import { partitions, pipelines } from './site.ts';

// Callers in a process of their own: each announces arrivals, waits for the answer, and announces the next ones: at once, or
// when its turn comes at the rate that was asked for, whether or not the gateway keeps up.
// Prints one line of JSON: how many arrivals were accepted, how many requests were refused for now (429, 503), and the latencies
// of the others in milliseconds. They speak HTTP over bare sockets, for they take the same cores as what they measure.

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    callers: { type: 'string', default: '64' },
    /** Arrivals in a request: one is an event by itself, more are a batch. */
    batch: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
    name: { type: 'string', default: 'run' },
    /** Requests a second of all callers together; as fast as they are answered where it is left out. */
    rate: { type: 'string' },
    /** Each caller's arrivals belong to one of a hundred partitions where this pipeline has them. */
    pipeline: { type: 'string', default: pipelines.single.gateway },
  },
});
const partitioned = values.pipeline === pipelines.partitioned;
const target = new URL(`/v1/pipelines/${values.pipeline}/arrivals`, values.url);
const batch = Number(values.batch);
const end = performance.now() + Number(values.seconds) * 1_000;
const latencies: number[] = [];
const counts = { accepted: 0, refused: 0 };
/** Requests that were refused for now, by status. */
const refusedBy: Record<string, number> = {};

const digest = digestOf('a batch that no window reads');
const placeholders = {
  id: '"id":"?"',
  partitions: '"partitions":["?"]',
  time: '"minTime":"?","maxTime":"?"',
};
const event = JSON.stringify({
  specversion: '1.0',
  type: arrivalType,
  id: '?',
  source: 'events',
  data: {
    uri: `artifact:${digest}`,
    digest,
    bytes: 100,
    rows: 1,
    format: 'parquet',
    minTime: '?',
    maxTime: '?',
    producedBy: { name: 'bench', version: '1' },
    ...(partitioned && { partitions: ['?'] }),
  },
});
/** Event time goes by with the requests, as it does in a feed: so no window holds all that comes. */
const requestsAnHour = 5;
const first = Date.parse('2013-01-01T00:00:00Z');
const timeOf = (request: number): string => formatInstant(first + Math.floor(request / requestsAnHour) * 3_600_000);

function eventOf(id: string, caller: number, time: string): string {
  return event
    .replace(placeholders.id, `"id":"${id}"`)
    .replace(placeholders.time, `"minTime":"${time}","maxTime":"${time}"`)
    .replace(placeholders.partitions, `"partitions":["${partitions[caller % partitions.length]}"]`);
}
const mediaType = batch === 1 ? 'application/cloudevents+json' : 'application/cloudevents-batch+json';
const head = `POST ${target.pathname} HTTP/1.1\r\nHost: ${target.host}\r\nContent-Type: ${mediaType}\r\nContent-Length: `;

function requestOf(caller: number, request: number): string {
  const name = `${values.name}-${caller}-${request}`;
  const time = timeOf(request);
  const events = Array.from({ length: batch }, (_, i) => eventOf(batch === 1 ? name : `${name}-${i}`, caller, time));
  const body = batch === 1 ? events.join() : `[${events.join()}]`;
  return `${head}${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The status of a complete answer; undefined while more of it must come. */
function statusOf(answer: string): number | undefined {
  const blank = answer.indexOf('\r\n\r\n');
  if (blank === -1) return undefined;
  const length = Number(/content-length: *(\d+)/i.exec(answer)?.[1]);
  return answer.length < blank + 4 + length ? undefined : Number(answer.slice(9, 12));
}

const callers = Number(values.callers);
/** Milliseconds between two requests of one caller. */
const every = values.rate === undefined ? 0 : (callers / Number(values.rate)) * 1_000;

function call(caller: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let due = performance.now() + every * Math.random();
    const socket = connect(Number(target.port), target.hostname);
    socket.setNoDelay(true).setEncoding('latin1');
    let n = 0;
    let begun = 0;
    let answer = '';

    function next(): void {
      const now = performance.now();
      if (now >= end) {
        socket.destroy();
        resolve();
      } else if (now < due) setTimeout(next, due - now);
      else {
        due += every;
        begun = now;
        socket.write(requestOf(caller, n));
        n += 1;
      }
    }

    socket.once('connect', next);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      const status = statusOf(answer);
      if (status === undefined) return;
      answer = '';
      if (status === 202) {
        counts.accepted += batch;
        latencies.push(performance.now() - begun);
      } else if (status === 429 || status === 503) {
        counts.refused += 1;
        refusedBy[status] = (refusedBy[status] ?? 0) + 1;
      } else reject(new Error(`the server answered ${status}`));
      next();
    });
  });
}

const begun = performance.now();
await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
const seconds = (performance.now() - begun) / 1_000;
process.stdout.write(
  `${JSON.stringify({ ...counts, refusedBy, seconds, latencies: latencies.map((x) => Math.round(x * 100) / 100) })}\n`,
);
