import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Segments } from '#stores/segments/segments.ts';
import type { Database } from '../duckdb/database.ts';
import type { CheckEngine } from '../engine/engine.ts';
import { createMeasurer } from '../engine/measure.ts';
import { createSandboxedSql } from '../engine/sandboxed-sql.ts';
import { whileBeating } from '../heartbeat.ts';
import { createCommands } from '../programs/command.ts';
import { assemble } from './assemble.ts';
import type { PaneActivities } from './port.ts';
import { createBatchReader } from './read.ts';
import { remediate } from './remediate.ts';
import { createScratch } from './scratch.ts';

export interface PaneDependencies {
  readonly artifacts: ArtifactStore;
  readonly segments: Segments;
  /** May read the artifact store's folder, and write the scratch folder. */
  readonly database: Database;
  readonly engine: CheckEngine;
  /** An existing folder for files on their way into the store, on the same file system. */
  readonly scratch: string;
  /** The folders below which `file:` URIs may be read. */
  readonly fileRoots: readonly string[];
  /** Folders that go before `PATH` for the programs of gates. */
  readonly programPath?: string | undefined;
}

/** The activities of window runs. Create them once a process: what was read is remembered between panes. */
export function createPaneActivities(dependencies: PaneDependencies) {
  const { artifacts, segments, database, engine, fileRoots, programPath } = dependencies;
  const commands = createCommands({
    scratch: dependencies.scratch,
    programPath,
    contentOf: (digest) => artifacts.path(digest),
  });
  const scratch = createScratch(dependencies.scratch);
  const work = {
    artifacts,
    segments,
    database,
    scratch,
    read: createBatchReader(database, { artifacts, fileRoots }, scratch),
    measure: createMeasurer(engine, createSandboxedSql(dependencies.scratch), commands),
  };
  return {
    assembleSnapshot: (input) => whileBeating((signal) => assemble(work, input, signal)),
    remediateSnapshot: (input) => whileBeating((signal) => remediate(work, input, signal)),
  } satisfies PaneActivities;
}
