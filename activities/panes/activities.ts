import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Segments } from '#stores/segments/segments.ts';
import type { Database } from '../duckdb/database.ts';
import type { createMeasurer } from '../engine/measure.ts';
import { whileBeating } from '../heartbeat.ts';
import { assemble } from './assemble.ts';
import type { PaneActivities } from './port.ts';
import { createBatchReader } from './read.ts';
import { remediate } from './remediate.ts';
import { ruleOnRows } from './rulings.ts';
import { createScratch } from './scratch.ts';

export interface PaneDependencies {
  readonly artifacts: ArtifactStore;
  readonly segments: Segments;
  /** May read the artifact store's folder, and write the scratch folder. */
  readonly database: Database;
  readonly measure: ReturnType<typeof createMeasurer>;
  /** An existing folder for files on their way into the store, on the same file system. */
  readonly scratch: string;
  /** The folders below which `file:` URIs may be read. */
  readonly fileRoots: readonly string[];
}

/** The activities of window runs. Create them once a process: what was read is remembered between panes. */
export function createPaneActivities(dependencies: PaneDependencies) {
  const { artifacts, segments, database, measure, fileRoots } = dependencies;
  const scratch = createScratch(dependencies.scratch);
  const work = {
    artifacts,
    segments,
    database,
    scratch,
    read: createBatchReader(database, { artifacts, fileRoots }, scratch),
    measure,
  };
  return {
    assembleSnapshot: (input) => whileBeating((signal) => assemble(work, input, signal)),
    ruleOnRows: (input) => whileBeating((signal) => ruleOnRows(work, input, signal)),
    remediateSnapshot: (input) => whileBeating((signal) => remediate(work, input, signal)),
  } satisfies PaneActivities;
}
