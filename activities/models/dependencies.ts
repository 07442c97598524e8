import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Database } from '../duckdb/database.ts';
import type { TableMeasuring } from '../engine/table-gate.ts';
import type { Models } from '../onnx/models.ts';

/** What measuring, scoring and comparing share. */
export interface ModelDependencies {
  readonly artifacts: ArtifactStore;
  /** May read the artifact store, and read and write `scratch`. */
  readonly database: Database;
  readonly scratch: string;
  readonly models: Models;
  readonly measure: TableMeasuring['measure'];
}
