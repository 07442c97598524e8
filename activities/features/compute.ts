import type { Window } from '#contracts/window.ts';
import { faultText } from '../duckdb/faults.ts';
import { identifier } from '../duckdb/quoting.ts';
import type { Parameters, Session } from '../duckdb/session.ts';
import { hopeless } from './failure.ts';
import type { Recipe } from './recipe.ts';
import { eventTimeOf, instant } from './tables.ts';

/** Features by entity, in order of entity key. */
export interface FeatureTable {
  readonly keys: readonly string[];
  /** Epoch milliseconds by entity. */
  readonly asOf: Float64Array;
  readonly names: readonly string[];
  /** Row by row: `data[row * names.length + feature]`. All are finite. */
  readonly data: Float32Array;
}

/**
 * Runs the feature SQL for the entities of a span, in a session that sees the sources as tables.
 *
 * @throws `FEATURES_MISMATCH`, for good, where the answer is not one row an entity with the key first and then finite FLOATs
 */
export async function computeFeatures(session: Session, recipe: Recipe, span: Window): Promise<FeatureTable> {
  if (!(await isLoaded(session, recipe.entities.name))) return noEntities;
  const time = eventTimeOf(recipe.entities);
  await selectEntities(session, recipe, `${time} >= ${instant(span.start)} AND ${time} < ${instant(span.end)}`);
  return readFeatures(session, recipe);
}

const noEntities: FeatureTable = { keys: [], asOf: new Float64Array(), names: [], data: new Float32Array() };

/** A source that has neither rows nor a contract has no table. */
async function isLoaded(session: Session, table: string): Promise<boolean> {
  const found = await session.rows('SELECT 1 FROM duckdb_tables() WHERE table_name = $table', { table });
  return found.length > 0;
}

/** Makes the relation `entities`: the chosen rows of the entities' source, each with its `as_of`. */
export async function selectEntities(
  session: Session,
  { entities, asOf }: Recipe,
  condition: string,
  parameters?: Parameters,
): Promise<void> {
  const due = `CAST(${identifier(asOf.column)} AS TIMESTAMP) - to_milliseconds(${Math.trunc(asOf.before)})`;
  const query = `SELECT *, ${due} AS as_of FROM memory.main.${identifier(entities.name)} WHERE ${condition}`;
  await attempt(() => session.run(`CREATE TEMP TABLE entities AS ${query}`, parameters));
}

/** Runs the feature SQL over `entities`, and verifies what it gives. */
export async function readFeatures(session: Session, { sql, entityKey }: Recipe): Promise<FeatureTable> {
  await attempt(() => session.run(`CREATE TEMP TABLE features AS SELECT * FROM (\n${sql}\n)`));
  const names = await featureNames(session, entityKey);
  await verifyEntities(session, identifier(entityKey));
  const key = identifier(entityKey);
  const order = `ORDER BY ${key}::VARCHAR`;
  const entities = await session.texts(
    `SELECT ${key}::VARCHAR, epoch_ms(as_of) FROM features JOIN entities USING (${key}) ${order}`,
  );
  const { data } = await session.matrix(`SELECT ${names.map(identifier).join(', ')} FROM features ${order}`);
  const broken = data.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw mismatch(`a feature is null or not finite`, { observed: names[broken % names.length] });
  return {
    keys: entities.map(([text]) => text ?? ''),
    asOf: Float64Array.from(entities, ([, ms]) => Number(ms)),
    names,
    data,
  };
}

async function featureNames(session: Session, entityKey: string): Promise<string[]> {
  const [first, ...features] = await session.describe('SELECT * FROM features');
  if (first?.name !== entityKey) {
    throw mismatch('the first column is not the entity key', { observed: first?.name, expected: entityKey });
  }
  const other = features.find(({ type }) => type !== 'FLOAT');
  if (other) throw mismatch(`the feature ${other.name} has another type`, { observed: other.type, expected: 'FLOAT' });
  if (features.length === 0) throw mismatch('the query gives no feature', {});
  return features.map(({ name }) => name);
}

/** Each entity has a key, a key of its own, an `as_of`, and exactly one row. */
async function verifyEntities(session: Session, key: string): Promise<void> {
  const [counts] = await session.rows(`SELECT
    (SELECT count(*) FROM entities)::INTEGER AS entities,
    (SELECT count(DISTINCT ${key}) FROM entities)::INTEGER AS keys,
    (SELECT count(as_of) FROM entities)::INTEGER AS due,
    (SELECT count(*) FROM features)::INTEGER AS rows,
    (SELECT count(*) FROM entities SEMI JOIN features USING (${key}))::INTEGER AS matched`);
  const { entities, keys, due, rows, matched } = counts ?? {};
  if (entities !== keys) throw mismatch('entities share a key, or lack one', numbers(keys, entities));
  if (entities !== due) throw mismatch('entities lack an instant of prediction', numbers(due, entities));
  if (entities !== rows || entities !== matched) throw mismatch('not one row an entity', numbers(rows, entities));
}

const numbers = (observed: unknown, expected: unknown) => ({ observed: String(observed), expected: String(expected) });

const mismatch = (
  what: string,
  { observed, expected }: { observed?: string | undefined; expected?: string | undefined },
) =>
  hopeless({
    code: 'FEATURES_MISMATCH',
    message: `the feature SQL: ${what}`,
    ...(observed !== undefined && { observed }),
    ...(expected !== undefined && { expected }),
    remedy: 'Correct the feature SQL; apply and train again.',
  });

async function attempt(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw mismatch(isAuthorsFault(error) ? firstLine(error) : faultText(error), {});
  }
}

/** Errors in the SQL that a person wrote (invalid SQL, an unknown relation, a forbidden file) do not pass by retrying. */
const isAuthorsFault = (error: unknown): error is Error =>
  error instanceof Error && /^(?:Parser|Catalog|Permission) Error:/.test(error.message);

const firstLine = ({ message }: Error): string => (message.split('\n')[0] ?? '').slice(0, 300);
