import type { Digest } from '#contracts/digest.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import type { WindowGrid } from '#domain/time/windows.ts';
import type { Database } from '../duckdb/database.ts';
import { faultText } from '../duckdb/faults.ts';
import type { Session } from '../duckdb/session.ts';
import { createRecent } from '../recent.ts';
import { type BatchFacts, readFacts } from './facts.ts';
import { locateBatch, type Places, type Unusable } from './locate.ts';
import { readText } from './parquet-form.ts';
import { partitionSql } from './partition.ts';
import type { PaneSource } from './port.ts';
import type { Scratch } from './scratch.ts';

export interface ReadInput {
  readonly entry: SegmentEntry;
  readonly source: PaneSource;
  readonly grid: WindowGrid;
  readonly signal?: AbortSignal | undefined;
}

/** A batch whose digest, row count and every value were read and found sound. */
export interface ReadBatch {
  readonly entry: SegmentEntry;
  /** A Parquet file with its rows. */
  readonly path: string;
  readonly facts: BatchFacts;
}

export type Reading = ReadBatch | (Unusable & { readonly entry: SegmentEntry });
export type BatchReader = (input: ReadInput) => Promise<Reading>;

/** Facts of a batch, and the artifact that holds its rows as Parquet where it was something else. */
interface Remembered {
  readonly facts: BatchFacts;
  readonly form: Digest;
}

/** Reads batches; what was learned of those that came last is remembered, so that further panes cost no reading. */
export function createBatchReader(database: Database, places: Places, scratch: Scratch): BatchReader {
  const remembered = createRecent<Remembered>(2_000);
  return async ({ entry, source, grid, signal }) => {
    const { data, format, minTime, maxTime, rows } = entry;
    const located = await locateBatch(entry, places);
    if ('code' in located) return { entry, code: located.code };
    const key = JSON.stringify([data, format, minTime, maxTime, source, grid, entry.partitions]);
    const partition = source.partition && partitionSql(source.partition, entry.partitions);
    const declared = { eventTime: source.eventTime, minTime, maxTime, grid, partition };
    const read =
      remembered.get(key) ?? (await database.use((session) => learn(session, located.path, declared), signal));
    if ('code' in read) return { entry, code: read.code };
    remembered.set(key, read);
    if (read.facts.rows !== rows) return { entry, code: 'ARTIFACT_ROW_COUNT_MISMATCH' };
    return {
      entry,
      facts: read.facts,
      path: read.form === data ? located.path : await places.artifacts.path(read.form),
    };

    async function learn(
      session: Session,
      path: string,
      against: Parameters<typeof readFacts>[2],
    ): Promise<Remembered | Unusable> {
      try {
        const form = format === 'parquet' ? data : await asParquet(session, path, format);
        const facts = await readFacts(session, form === data ? path : await places.artifacts.path(form), against);
        return facts === undefined ? { code: 'ARTIFACT_UNREADABLE' } : { form, facts };
      } catch (fault) {
        faultText(fault);
        return { code: 'ARTIFACT_UNREADABLE' };
      }
    }

    async function asParquet(session: Session, path: string, text: 'csv' | 'ndjson'): Promise<Digest> {
      const query = await readText(session, path, text, source);
      return scratch.store(places.artifacts, (file) => session.writeParquet(query, file)).then(({ digest }) => digest);
    }
  };
}
