import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { arrivalType } from '#contracts/arrival.ts';
import { digestOf } from '#domain/digest.ts';
import { pipeline } from './site.ts';

// Closed-loop callers in a process of their own: each announces one arrival, waits for the answer, and announces the next.
// Prints one line of JSON: how many were accepted, refused for now (429, 503), and the latencies in milliseconds.

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    callers: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '10' },
    name: { type: 'string', default: 'run' },
  },
});
const target = new URL(`/v1/pipelines/${pipeline}/arrivals`, values.url);
const agent = new Agent({ keepAlive: true, maxSockets: Number(values.callers) });
const end = performance.now() + Number(values.seconds) * 1_000;
const latencies: number[] = [];
const counts = { accepted: 0, refused: 0 };
const digest = digestOf('a batch that no window reads');

function announce(id: string): Promise<number> {
  const data = { uri: `artifact:${digest}`, digest, bytes: 100, rows: 1, format: 'parquet' };
  const times = { minTime: '2013-01-01T00:00:00Z', maxTime: '2013-01-01T00:00:00Z' };
  const body = JSON.stringify({
    specversion: '1.0',
    type: arrivalType,
    id,
    source: 'events',
    data: { ...data, ...times, producedBy: { name: 'bench', version: '1' } },
  });
  return new Promise((resolve, reject) => {
    const sent = request(
      target,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/cloudevents+json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0)),
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

async function call(caller: number): Promise<void> {
  for (let n = 0; performance.now() < end; n += 1) {
    const begun = performance.now();
    const status = await announce(`${values.name}-${caller}-${n}`);
    if (status === 202) {
      counts.accepted += 1;
      latencies.push(performance.now() - begun);
    } else if (status === 429 || status === 503) counts.refused += 1;
    else throw new Error(`the server answered ${status}`);
  }
}

const begun = performance.now();
await Promise.all(Array.from({ length: Number(values.callers) }, (_, caller) => call(caller)));
const seconds = (performance.now() - begun) / 1_000;
agent.destroy();
process.stdout.write(
  `${JSON.stringify({ ...counts, seconds, latencies: latencies.map((x) => Math.round(x * 100) / 100) })}\n`,
);
