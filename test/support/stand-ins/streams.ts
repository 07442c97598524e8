import type { Arrival, WatermarkAssertion } from '#contracts/arrival.ts';
import type { DataGate } from '#contracts/check.ts';
import type { WatermarkPolicy } from '#contracts/spec.ts';
import { digestOf } from '#domain/digest.ts';
import { streamConfig } from '#domain/time/config.ts';
import type { StreamPolicy } from '#workflows/stream/state.ts';
import { columns } from './panes.ts';

interface Options {
  readonly sources?: Readonly<Record<string, WatermarkPolicy>>;
  readonly gate?: DataGate;
}

/** Windows of 1,000 over one source `flights` without disorder, which take late arrivals for 10,000. */
export function policyOf(pipeline: string, { sources, gate }: Options = {}): StreamPolicy {
  const declared = sources ?? { flights: { maxDisorder: 0, required: false } };
  const names = Object.keys(declared);
  return {
    pipeline,
    partition: 'all',
    spec: digestOf(pipeline),
    config: streamConfig({
      sources: Object.fromEntries(Object.entries(declared).map(([name, watermark]) => [name, { watermark }])),
      windows: { align: names, size: 1_000, offset: 0, allowedLateness: 10_000, late: { every: 'arrival' } },
    }),
    eventTimes: Object.fromEntries(names.map((name) => [name, 'at'])),
    columns: Object.fromEntries(names.map((name) => [name, columns])),
    gates: gate ? { data: gate } : {},
    notices: { webhook: 'http://127.0.0.1:1/notices' },
  };
}

/** An announced batch of ten rows; a span of event time, both ends inclusive. */
export function arrivalOf(
  id: string,
  [minTime, maxTime]: readonly [number, number],
  more: Partial<Arrival> = {},
): Arrival {
  const digest = digestOf(id);
  return {
    kind: 'arrival',
    id,
    source: 'flights',
    uri: `artifact:${digest}`,
    digest,
    rows: 10,
    bytes: 100,
    format: 'parquet',
    minTime,
    maxTime,
    producedBy: { name: 'test' },
    ...more,
  };
}

export const assertionOf = (source: string, completeThrough: number): WatermarkAssertion => ({
  kind: 'watermark',
  id: `${source}@${completeThrough}`,
  source,
  completeThrough,
});
