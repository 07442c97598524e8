import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PinnedPane } from '#contracts/training.ts';
import type { Window } from '#contracts/window.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSandbox } from '../duckdb/database.ts';
import { computeFeatures, type FeatureTable } from './compute.ts';
import { type Leakage, type ProbeOptions, probeLeakage } from './leakage.ts';
import type { Recipe } from './recipe.ts';
import { loadSource, type Part, partsOf } from './tables.ts';

/** A sandbox with the rows of some panes, in which a spec's feature SQL runs. */
export interface FeatureSpace {
  /** Features of the entities whose event time lies in the span, by entity key. */
  compute(span: Window, signal?: AbortSignal): Promise<FeatureTable>;
  /** Computes some entities again from what was known at their `as_of`. */
  probe(table: FeatureTable, options: ProbeOptions, signal?: AbortSignal): Promise<Leakage>;
}

export interface SpaceOptions {
  readonly artifacts: Pick<ArtifactStore, 'getJson' | 'path'>;
  readonly scratch: string;
  readonly recipe: Recipe;
  /** All panes whose rows features may be made from: the span's, and those to look back at. */
  readonly panes: readonly PinnedPane[];
}

/** Works with the rows of panes; one thread, so that the same rows give the same bits. */
export async function withFeatureSpace<T>(
  options: SpaceOptions,
  work: (space: FeatureSpace) => Promise<T>,
): Promise<T> {
  const { recipe } = options;
  const parts = await partsOf(options.artifacts, options.panes);
  // Two databases must not spill into the same folder: each would use the other's files.
  const scratch = await mkdtemp(join(options.scratch, 'features-'));
  try {
    return await inSandbox(scratch, recipe, parts, work);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function inSandbox<T>(
  scratch: string,
  recipe: Recipe,
  parts: readonly Part[],
  work: (space: FeatureSpace) => Promise<T>,
): Promise<T> {
  const sandbox = await openSandbox({
    scratch,
    threads: 1,
    load: async (session) => {
      for (const source of recipe.sources) await loadSource(session, source, parts);
    },
  });
  try {
    return await work({
      compute: (span, signal) => sandbox.use((session) => computeFeatures(session, recipe, span), signal),
      probe: (table, probe, signal) => probeLeakage(sandbox, recipe, table, probe, signal),
    });
  } finally {
    sandbox.close();
  }
}
