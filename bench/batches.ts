import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type BatchEvent, type GatewayClient, gatewayClient, type StoredFile } from '#client/sdk/gateway-client.ts';
import { arrivalType, watermarkType } from '#contracts/arrival.ts';
import { formatInstant } from '#contracts/time.ts';
import { pipelines, type Site } from './site.ts';

export const hour = 3_600_000;
export const rows = 1_000;

export interface Batch extends StoredFile {
  readonly file: string;
  /** The event time of its first row; the others follow each other by a millisecond. */
  readonly start: number;
}

/** Makes batches as an upstream system would, and announces them. */
export interface Batches {
  /** Writes and stores a batch of {@link rows} rows. */
  make(start: number): Promise<Batch>;
  announce(batches: readonly Batch[]): Promise<void>;
  /** Says that all event times before an instant have come. */
  complete(before: number): Promise<void>;
}

export async function openBatches(site: Site): Promise<Batches> {
  const gateway: GatewayClient = gatewayClient({ url: site.services.addresses.gateway });
  const database = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  let made = 0;
  return {
    async make(start) {
      made += 1;
      const file = join(site.home, `batch-${made}.parquet`);
      await database.run(
        `COPY (SELECT i AS id, epoch_ms(${start}::BIGINT + i) AS at FROM range(${rows}) t(i)) TO '${file}' (FORMAT parquet)`,
      );
      return { ...(await gateway.store(file)), file, start };
    },
    async announce(batches) {
      await gateway.announceAll(pipelines.whole, batches.map(eventOf));
    },
    complete: (before) =>
      gateway.announce(pipelines.whole, {
        specversion: '1.0',
        type: watermarkType,
        id: `complete/${before}`,
        source: 'events',
        data: { completeThrough: formatInstant(before - 1) },
      }),
  };
}

const eventOf = ({ uri, digest, bytes, start }: Batch): BatchEvent => ({
  specversion: '1.0',
  type: arrivalType,
  id: `batch/${start}`,
  source: 'events',
  data: {
    uri,
    digest,
    bytes,
    rows,
    format: 'parquet',
    minTime: formatInstant(start),
    maxTime: formatInstant(start + rows - 1),
    producedBy: { name: 'bench', version: '1' },
  },
});
