import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecipe } from '#activities/features/recipe.ts';
import { withFeatureSpace } from '#activities/features/space.ts';
import { storeTable } from '#activities/features/table-artifact.ts';
import { dayOf, type FlightPanes, openFlightPanes } from '#test/support/data/flight-panes.ts';

let panes: FlightPanes;
beforeAll(async () => {
  panes = await openFlightPanes();
});
afterAll(() => panes.close());

async function inSpace<T>(features: string, work: Parameters<typeof withFeatureSpace<T>>[1]): Promise<T> {
  const recipe = await readRecipe(panes.artifacts, await panes.apply(features));
  const pinned = [await panes.pane(3), await panes.pane(2)];
  return withFeatureSpace({ ...panes, recipe, panes: pinned }, work);
}

const twice = (name: string) => `SELECT flight_id, ${name} FROM entities`;

test('each of the example’s queries gives one finite row an entity, the same each time', async () => {
  for (const file of ['schedule.sql', 'schedule-weather.sql', 'schedule-weather-departures.sql']) {
    const compute = () => inSpace(file, (space) => space.compute(dayOf(3)));
    const table = await compute();
    expect(table.keys.length).toBe(792);
    expect(table.keys).toEqual([...table.keys].sort());
    expect(table.asOf[0]).toBeGreaterThanOrEqual(dayOf(3).start - 7_200_000);
    expect(await compute()).toEqual(table);
  }
});

test('features that keep to as_of survive the probe; features that read later rows do not', async () => {
  const probe = (features: string) =>
    inSpace(features, async (space) => space.probe(await space.compute(dayOf(3)), { entities: 8, seed: 'a' }));
  expect(await probe('schedule-weather-departures.sql')).toEqual({ entities: 8, differing: 0 });
  const later = `SELECT flight_id, (SELECT count(*) FROM departures d WHERE d.origin = entities.origin)::FLOAT AS n FROM entities`;
  expect(await probe(later)).toEqual({ entities: 8, differing: 8 });
});

test.each([
  ['a null', twice('nullif(distance, distance)::FLOAT AS f'), /null or not finite/],
  ['another type', twice('distance AS f'), /another type/],
  ['another first column', 'SELECT origin, 1::FLOAT AS f FROM entities', /first column/],
  ['rows that are missing', `${twice('1::FLOAT AS f')} WHERE origin = 'JFK'`, /one row an entity/],
  ['rows twice', `${twice('1::FLOAT AS f')} UNION ALL ${twice('1::FLOAT')}`, /one row an entity/],
  ['a file', `SELECT * FROM read_csv('/etc/passwd')`, /the feature SQL: Permission/],
  ['no SQL', 'SELEKT', /feature SQL/],
])('a query that gives %s is refused for good', async (_, sql, message) => {
  const computing = inSpace(sql, (space) => space.compute(dayOf(3)));
  await expect(computing).rejects.toMatchObject({ message: expect.stringMatching(message) });
});

test('a source without a row has the columns of its contract', async () => {
  const recipe = await readRecipe(panes.artifacts, await panes.apply('schedule-weather-departures.sql'));
  const sources = recipe.sources.map((source) =>
    source.name === 'departures' ? { ...source, name: 'nothing' } : source,
  );
  const sql = recipe.sql.replaceAll(/\bdepartures d?\b/g, 'departures').replace('FROM departures', 'FROM nothing');
  const options = { ...panes, recipe: { ...recipe, sources, sql }, panes: [await panes.pane(3)] };
  const { keys } = await withFeatureSpace(options, (space) => space.compute(dayOf(3)));
  expect(keys.length).toBe(792);
});

test('a table comes back as it was written, with the same digest each time', async () => {
  const texts = ['', 'a,"b"\nc', 'é'];
  const floats = Float32Array.of(0.1, -1e-30, 16777217);
  const columns = [
    { name: 'key', type: 'VARCHAR', value: (row: number) => texts[row] ?? '' },
    { name: 'as "of', type: 'TIMESTAMP', value: (row: number) => row * 1_000 },
    { name: 'x', type: 'FLOAT', value: (row: number) => floats[row] ?? null },
    { name: 'label', type: 'INTEGER', value: (row: number) => (row === 1 ? null : 1) },
  ] as const;
  const { digest } = await storeTable(panes, 3, columns);
  expect((await storeTable(panes, 3, columns)).digest).toBe(digest);
  const path = await panes.artifacts.path(digest);
  const rows = await panes.database.use((session) => session.rows(`SELECT * FROM read_parquet('${path}')`));
  expect(rows.map(({ key }) => key)).toEqual(texts);
  expect(rows.map(({ x }) => x)).toEqual([...floats]);
  expect(rows.map(({ label }) => label)).toEqual([1, null, 1]);
  const none = await storeTable(panes, 0, columns);
  expect(none.bytes).toBeGreaterThan(0);
});
