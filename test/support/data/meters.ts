import { z } from 'zod';
import type { Arrival } from '#contracts/arrival.ts';
import { artifactUri } from '#contracts/digest.ts';
import { formatInstant } from '#contracts/time.ts';
import { announceArrival } from '#test/support/announce.ts';
import type { Installation } from '#test/support/site/installation.ts';
import { applyFiles, hourMs, hourOf } from './hourly.ts';

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

/** Of the source `meter`. */
export const contract = `apiVersion: v3.0.2
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
export const applyMeters = (installation: Installation, pipeline: string): Promise<void> =>
  applyFiles(installation, pipeline, { 'pipeline.yaml': `name: ${pipeline}\n${spec}`, 'meter.yaml': contract });

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
  installation: Pick<Installation, 'environment'>,
  pipeline: string,
  arrival: Arrival,
): Promise<Answer> {
  const response = await announceArrival(installation, pipeline, arrival);
  const { code } = Body.parse(await response.json());
  return { status: response.status, code, retryAfter: Number(response.headers.get('retry-after')) };
}
