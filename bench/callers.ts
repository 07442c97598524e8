import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { arrivalType } from '#contracts/arrival.ts';
import { digestOf } from '#domain/digest.ts';
import { pipeline } from './site.ts';

// Closed-loop callers in a process of their own: each announces arrivals, waits for the answer, and announces the next ones.
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
  },
});
const target = new URL(`/v1/pipelines/${pipeline}/arrivals`, values.url);
const batch = Number(values.batch);
const end = performance.now() + Number(values.seconds) * 1_000;
const latencies: number[] = [];
const counts = { accepted: 0, refused: 0 };

const digest = digestOf('a batch that no window reads');
const placeholder = '"id":"?"';
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
    minTime: '2013-01-01T00:00:00Z',
    maxTime: '2013-01-01T00:00:00Z',
    producedBy: { name: 'bench', version: '1' },
  },
});
const eventOf = (id: string): string => event.replace(placeholder, `"id":"${id}"`);
const mediaType = batch === 1 ? 'application/cloudevents+json' : 'application/cloudevents-batch+json';
const head = `POST ${target.pathname} HTTP/1.1\r\nHost: ${target.host}\r\nContent-Type: ${mediaType}\r\nContent-Length: `;

function requestOf(name: string): string {
  const events = Array.from({ length: batch }, (_, i) => eventOf(batch === 1 ? name : `${name}-${i}`));
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

function call(caller: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(target.port), target.hostname);
    socket.setNoDelay(true).setEncoding('latin1');
    let n = 0;
    let begun = 0;
    let answer = '';

    function next(): void {
      if (performance.now() >= end) {
        socket.destroy();
        resolve();
        return;
      }
      begun = performance.now();
      socket.write(requestOf(`${values.name}-${caller}-${n}`));
      n += 1;
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
      } else if (status === 429 || status === 503) counts.refused += 1;
      else reject(new Error(`the server answered ${status}`));
      next();
    });
  });
}

const begun = performance.now();
await Promise.all(Array.from({ length: Number(values.callers) }, (_, caller) => call(caller)));
const seconds = (performance.now() - begun) / 1_000;
process.stdout.write(
  `${JSON.stringify({ ...counts, seconds, latencies: latencies.map((x) => Math.round(x * 100) / 100) })}\n`,
);
