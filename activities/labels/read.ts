import type { PinnedPane } from '#contracts/training.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Database } from '../duckdb/database.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { identifier } from '../duckdb/quoting.ts';
import type { Recipe } from '../features/recipe.ts';
import { partsOf } from '../features/tables.ts';

/** Labels by entity key: 1 or 0. An entity that is absent has none. */
export type Labels = ReadonlyMap<string, 0 | 1>;

/** Where label panes and the rows within them are read. */
export interface LabelReader {
  readonly artifacts: Pick<ArtifactStore, 'getJson' | 'path'>;
  readonly database: Database;
}

/** Reads the labels of published label panes; of two labels of one entity the one that was available later counts. */
export async function readLabels(
  { artifacts, database }: LabelReader,
  labels: NonNullable<Recipe['labels']>,
  panes: readonly PinnedPane[],
  signal?: AbortSignal,
): Promise<Labels> {
  const parts = (await partsOf(artifacts, panes)).filter(({ source }) => source === labels.source);
  if (parts.length === 0) return new Map();
  const [key, label, available] = [labels.key, labels.column, labels.availableAt].map(identifier);
  const files = parquetFiles(
    parts.map(({ path }) => path),
    ', union_by_name = true',
  );
  const rows = await database.use(
    (session) =>
      session.texts(`SELECT ${key}::VARCHAR, max({ available: ${available}, label: ${label}::BOOLEAN }).label::INTEGER
        FROM ${files} WHERE ${key} IS NOT NULL AND ${label} IS NOT NULL GROUP BY 1`),
    signal,
  );
  return new Map(rows.map(([entity, value]) => [entity ?? '', value === '1' ? 1 : 0]));
}
