import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Segments } from '#stores/segments/segments.ts';
import type { Database } from '../duckdb/database.ts';
import type { createMeasurer } from '../engine/measure.ts';
import type { BatchReader } from './read.ts';
import type { Scratch } from './scratch.ts';

/** Dependencies that the work on panes shares. */
export interface PaneWork {
  readonly artifacts: ArtifactStore;
  readonly segments: Segments;
  readonly database: Database;
  readonly scratch: Scratch;
  readonly read: BatchReader;
  readonly measure: ReturnType<typeof createMeasurer>;
}
