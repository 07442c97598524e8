import { z } from 'zod';
import type { Arrival } from '#contracts/arrival.ts';
import { Digest } from '#contracts/digest.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { formatInstant } from '#contracts/time.ts';
import { dataFeed } from '#contracts/window.ts';
import { announceArrival } from '#test/support/announce.ts';
import { eventually } from '#test/support/eventually.ts';
import type { Installation } from '#test/support/site/installation.ts';
import { applyFiles, hourOf } from './hourly.ts';

export const pipeline = 'readings';

const files: Record<string, string> = {
  'pipeline.yaml': `apiVersion: tidegate.dev/v1
kind: Pipeline
name: ${pipeline}
sources:
  sensors: { contract: sensors.yaml, eventTime: read_at, watermark: { maxDisorder: 0s, maxAdvance: 7d } }
windows: { align: [sensors], size: 1h, allowedLateness: 1h }
gates:
  data: { onFail: reject, onInconclusive: hold, checks: [ { rowCount: { min: 3 } } ] }
`,
  'sensors.yaml': `apiVersion: v3.0.2
kind: DataContract
id: sensors
version: 1.0.0
schema:
  - name: sensors
    properties:
      - { name: sensor, logicalType: string }
      - { name: read_at, logicalType: timestamp }
      - { name: celsius, logicalType: number }
`,
};

/** What a pipeline of readings is applied and fed through. */
export type Ground = Pick<Installation, 'home' | 'client' | 'artifacts' | 'environment'>;

/** Applies a pipeline of one source with hourly windows: the batch of an hour closes the window before it. */
export const applyReadings = (ground: Ground): Promise<void> => applyFiles(ground, 'readings', files);

/** The workflow that takes the window of the nth hour through its gate. */
export const paneOf = (n: number): string => workflowId.window(pipeline, wholePartition, dataFeed, hourOf(n), 0);

/** An hour's three readings, as CSV. */
function batchOf(n: number): string {
  const { start } = hourOf(n);
  const rows = [0, 20, 40].map((minute) => `s${minute},${formatInstant(start + minute * 60_000)},${10 + n}`);
  return ['sensor,read_at,celsius', ...rows, ''].join('\n');
}

/** Stores the batch of the nth hour at the gateway, and answers how that was taken. */
export const storeBatch = ({ environment }: Pick<Ground, 'environment'>, n: number): Promise<Response> =>
  fetch(`${environment.TIDEGATE_GATEWAY_URL}/v1/artifacts`, { method: 'PUT', body: batchOf(n) });

const Stored = z.object({ uri: z.string(), digest: Digest, bytes: z.number() });

/** Announces the batch of the nth hour, stored as the gateway has said, and answers how that was taken. */
export const announceBatch = (ground: Pick<Ground, 'environment'>, n: number, stored: unknown): Promise<Response> =>
  announceArrival(ground, pipeline, arrivalOf(n, stored));

/** What is said of the batch of the nth hour, under an id of its own where one is given. */
export function arrivalOf(n: number, stored: unknown, id = `hour-${n}`): Arrival {
  const { start } = hourOf(n);
  const times = { minTime: start, maxTime: start + 40 * 60_000 };
  const data = { ...Stored.parse(stored), rows: 3, format: 'csv', ...times, producedBy: { name: 'test' } } as const;
  return { kind: 'arrival', id, source: 'sensors', ...data };
}

/** Stores and announces the batches of some hours, one after the other; throws where one is not accepted. */
export async function sendHours(ground: Ground, ...hours: number[]): Promise<void> {
  for (const n of hours) {
    const stored = await storeBatch(ground, n);
    const accepted = stored.ok ? await announceBatch(ground, n, await stored.json()) : stored;
    if (!accepted.ok) throw new Error(`hour ${n} was not accepted: ${accepted.status} ${await accepted.text()}`);
  }
}

/** How the window of the nth hour was decided, once it is. */
export async function decidedPane({ client }: Ground, n: number): Promise<string> {
  const handle = client.workflow.getHandle(paneOf(n));
  await eventually(() => handle.describe());
  return Decided.parse(await handle.result()).decided.code;
}

const Decided = z.object({ decided: z.object({ code: z.string() }) });
