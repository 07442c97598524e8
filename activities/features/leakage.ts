import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import type { Database } from '../duckdb/database.ts';
import { identifier } from '../duckdb/quoting.ts';
import type { Session } from '../duckdb/session.ts';
import { type FeatureTable, readFeatures, selectEntities } from './compute.ts';
import type { Recipe } from './recipe.ts';
import { eventTimeOf, instant } from './tables.ts';

export interface ProbeOptions {
  /** How many entities are computed again. */
  readonly entities: number;
  /** Chooses them: the same seed, the same entities. */
  readonly seed: string;
}

export type Leakage = CandidateMeasurements['leakage'];

/** Float sums over another layout of the same rows may differ in their last bits; what is known later differs by more. */
const relativeTolerance = 1e-6;

/** Computes entities again, one by one, from sources that end at the entity's `as_of`: nothing may change. */
export async function probeLeakage(
  sandbox: Database,
  recipe: Recipe,
  table: FeatureTable,
  options: ProbeOptions,
  signal?: AbortSignal,
): Promise<Leakage> {
  const sample = sampleOf(table.keys, options);
  let differing = 0;
  for (const row of sample) {
    const again = await sandbox.use((session) => recompute(session, recipe, table, row), signal);
    if (!again || !isSame(table, row, again)) differing += 1;
  }
  return { entities: sample.length, differing };
}

function sampleOf(keys: readonly string[], { entities, seed }: ProbeOptions): number[] {
  const ranks = keys.map((key, row) => ({ row, rank: createHash('sha256').update(`${seed}\n${key}`).digest('hex') }));
  ranks.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranks.slice(0, entities).map(({ row }) => row);
}

/** Undefined where the SQL has no answer without the rows that came later. */
async function recompute(
  session: Session,
  recipe: Recipe,
  table: FeatureTable,
  row: number,
): Promise<FeatureTable | undefined> {
  await selectEntities(session, recipe, `${identifier(recipe.entityKey)}::VARCHAR = $key`, {
    key: table.keys[row] ?? '',
  });
  const until = instant(table.asOf[row] ?? 0);
  for (const source of recipe.sources) {
    const name = identifier(source.name);
    await session.run(
      `CREATE TEMP VIEW ${name} AS SELECT * FROM memory.main.${name} WHERE ${eventTimeOf(source)} <= ${until}`,
    );
  }
  try {
    return await readFeatures(session, recipe);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'FEATURES_MISMATCH') return undefined;
    throw error;
  }
}

function isSame(table: FeatureTable, row: number, again: FeatureTable): boolean {
  const width = table.names.length;
  const before = table.data.subarray(row * width, (row + 1) * width);
  return again.data.length === width && before.every((value, k) => isClose(value, again.data[k] ?? Number.NaN));
}

const isClose = (a: number, b: number): boolean =>
  Math.abs(a - b) <= relativeTolerance * Math.max(1, Math.abs(a), Math.abs(b));
