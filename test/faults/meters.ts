import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { loadSpec } from '#client/spec/load.ts';
import { resolve } from '#client/spec/resolve.ts';
import { sendApplication } from '#client/temporal/application.ts';
import { type Arrival, arrivalType } from '#contracts/arrival.ts';
import { artifactUri } from '#contracts/digest.ts';
import { valueOrThrow } from '#contracts/problem.ts';
import { formatInstant } from '#contracts/time.ts';
import type { Window } from '#contracts/window.ts';
import type { Installation } from './installation.ts';

const hourMs = 3_600_000;
const firstHour = Date.UTC(2013, 4, 1);

const spec = `apiVersion: tidegate.dev/v1
kind: Pipeline
sources:
  meter: { contract: meter.yaml, eventTime: at, watermark: { maxDisorder: 1h } }
windows: { align: [meter], size: 1h, allowedLateness: 0h }
gates:
  data:
    onFail: hold
    onInconclusive: hold
    checks: [ { range: { source: meter, column: value, max: 100 } } ]
`;

const contract = `apiVersion: v3.0.2
kind: DataContract
id: meter
version: 1.0.0
schema:
  - name: meter
    properties:
      - { name: id, logicalType: string }
      - { name: at, logicalType: timestamp }
      - { name: value, logicalType: number }
`;

/** Applies a pipeline of one source, `meter`, with hourly windows; a value above 100 holds its window for a person. */
export async function applyMeters({ home, client, artifacts }: Installation, pipeline: string): Promise<void> {
  const folder = join(home, pipeline);
  const files = { 'pipeline.yaml': `name: ${pipeline}\n${spec}`, 'meter.yaml': contract };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const loaded = valueOrThrow(await loadSpec(join(folder, 'pipeline.yaml')));
  await sendApplication(client, { ...(await resolve(loaded, artifacts)), by: 'ada' });
}

/** The window of the nth hour. */
export const hourOf = (n: number): Window => ({ start: firstHour + n * hourMs, end: firstHour + (n + 1) * hourMs });

/** A batch of one reading, a tenth into the nth hour, stored. It closes the windows up to the one before the last. */
export async function readingOf({ artifacts }: Installation, id: string, n: number, value = 1): Promise<Arrival> {
  const at = hourOf(n).start + hourMs / 10;
  const { digest, bytes } = await artifacts.put(Buffer.from(`id,at,value\n${id},${formatInstant(at)},${value}\n`));
  const data = { uri: artifactUri(digest), digest, rows: 1, bytes, format: 'csv', minTime: at, maxTime: at } as const;
  return { kind: 'arrival', id, source: 'meter', ...data, producedBy: { name: 'test' } };
}

/** How the gateway took an announcement. */
export interface Answer {
  readonly status: number;
  readonly code?: string | undefined;
  readonly retryAfter: number;
}

const Body = z.looseObject({ code: z.string().optional() });

/** Announces a batch to the gateway. */
export async function announce(
  { environment }: Pick<Installation, 'environment'>,
  pipeline: string,
  { kind: _, id, source, minTime, maxTime, ...data }: Arrival,
): Promise<Answer> {
  const times = { minTime: formatInstant(minTime), maxTime: formatInstant(maxTime) };
  const event = { specversion: '1.0', type: arrivalType, id, source, data: { ...data, ...times } };
  const response = await fetch(`${environment.TIDEGATE_GATEWAY_URL}/v1/pipelines/${pipeline}/arrivals`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  const { code } = Body.parse(await response.json());
  return { status: response.status, code, retryAfter: Number(response.headers.get('retry-after')) };
}
