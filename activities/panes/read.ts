import type { SegmentEntry } from '#contracts/snapshot.ts';
import type { WindowGrid } from '#domain/time/windows.ts';
import type { Database } from '../duckdb/database.ts';
import { faultText } from '../duckdb/faults.ts';
import { createTurns } from '../duckdb/turns.ts';
import { Unanswerable } from '../engine/engine.ts';
import { createRecent } from '../recent.ts';
import { type BatchFacts, type DeclaredFile, readFacts } from './facts.ts';
import { locateBatch, type Places, type Unusable } from './locate.ts';
import { createParquetForms } from './parquet-form.ts';
import type { PaneSource } from './port.ts';
import type { Scratch } from './scratch.ts';

export interface ReadInput {
  /** Batches of one source. */
  readonly entries: readonly SegmentEntry[];
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
export type BatchReader = (input: ReadInput) => Promise<Reading[]>;

/** How many batches one scan reads at most; reading can be cancelled between scans. */
const filesInScan = 250;
const locatedAtOnce = 16;

type Learned = BatchFacts | Unusable;

/** Reads batches, many in one scan. What is known of the most recent ones is remembered, so that further panes need not read them. */
export function createBatchReader(database: Database, places: Places, scratch: Scratch): BatchReader {
  const remembered = createRecent<BatchFacts>(20_000);
  const formOf = createParquetForms(database, places.artifacts, scratch);

  return async ({ entries, source, grid, signal }) => {
    const turns = createTurns(locatedAtOnce);
    const files = await Promise.all(entries.map((entry) => turns.take(() => fileOf(entry))));
    const keys = entries.map(({ digest, format, minTime, maxTime, partitions }) =>
      JSON.stringify([digest, format, minTime, maxTime, source, grid, partitions]),
    );
    const facts = await learnAll();
    return entries.map((entry, i): Reading => {
      const file = files[i];
      const learned = facts.get(keys[i] ?? '');
      if (file === undefined || 'code' in file) return { entry, code: file?.code ?? 'ARTIFACT_UNREADABLE' };
      if (learned === undefined || 'code' in learned) return { entry, code: learned?.code ?? 'ARTIFACT_UNREADABLE' };
      if (learned.rows !== entry.rows) return { entry, code: 'ARTIFACT_ROW_COUNT_MISMATCH' };
      return { entry, facts: learned, path: file.path };
    });

    async function fileOf(entry: SegmentEntry): Promise<DeclaredFile | Unusable> {
      signal?.throwIfAborted();
      const located = await locateBatch(entry, places);
      if ('code' in located) return located;
      const formed = await formOf({ entry, path: located.path, source, signal });
      const { minTime, maxTime, partitions } = entry;
      return 'code' in formed ? formed : { path: formed.path, minTime, maxTime, partitions };
    }

    /** The facts of every batch that has a file, by its key; those of one content are read once. */
    async function learnAll(): Promise<Map<string, Learned>> {
      const known = new Map<string, Learned>();
      const wanted = new Map<string, DeclaredFile>();
      for (const [i, file] of files.entries()) {
        const key = keys[i] ?? '';
        const before = remembered.get(key);
        if (before) known.set(key, before);
        else if (file && !('code' in file)) wanted.set(key, file);
      }
      const missing = [...wanted];
      const scans = Array.from({ length: Math.ceil(missing.length / filesInScan) }, (_, i) =>
        learn(missing.slice(i * filesInScan, (i + 1) * filesInScan)),
      );
      for (const [key, learned] of (await Promise.all(scans)).flat()) {
        known.set(key, learned);
        if (!('code' in learned)) remembered.set(key, learned);
      }
      return known;
    }

    /** Reads in one scan; if a file is broken, in halves, until the broken file is found. */
    async function learn(some: readonly (readonly [string, DeclaredFile])[]): Promise<(readonly [string, Learned])[]> {
      const declared = some.map(([, file]) => file);
      const against = { eventTime: source.eventTime, grid, grids: source.grids, partition: source.partition };
      try {
        const learned = await database.use((session) => readFacts(session, declared, against), signal);
        return some.map(([key], i) => [key, learned[i] ?? unreadable]);
      } catch (fault) {
        if (!(fault instanceof Unanswerable)) faultText(fault);
        if (some.length === 1) return some.map(([key]) => [key, unreadable]);
        const middle = Math.ceil(some.length / 2);
        return [...(await learn(some.slice(0, middle))), ...(await learn(some.slice(middle)))];
      }
    }
  };
}

const unreadable: Unusable = { code: 'ARTIFACT_UNREADABLE' };
