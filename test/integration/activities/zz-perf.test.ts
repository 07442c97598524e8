import { readFile } from 'node:fs/promises';
import { it } from 'vitest';
import { day, openStream } from './panes/stream.ts';
import { openWorkbench } from './workbench.ts';

const D = '/work/main/examples/nyc-flights/data';
it('perf', async () => {
  const bench = await openWorkbench();
  const { openDatabase } = await import('#activities/duckdb/database.ts');
  const db = await openDatabase({ folders: [D, bench.scratch], scratch: bench.scratch + '/s2' });
  const stream = openStream(bench);
  const sources = [
    { name: 'flights', eventTime: 'scheduled_at' },
    { name: 'weather', eventTime: 'observed_at' },
    { name: 'departures', eventTime: 'departed_at' },
  ];
  const t0 = Date.UTC(2013, 4, 1);
  const log: string[] = [];
  let reference = '' as any;
  for (let d = 0; d < 12; d++) {
    const s = t0 + d * day;
    for (const { name, eventTime } of sources) {
      const p = `${bench.scratch}/b.parquet`;
      const n = await db.use((x) =>
        x.writeParquet(
          `SELECT * FROM '${D}/${name}.parquet' WHERE epoch_ms(${eventTime}) >= ${s} AND epoch_ms(${eventTime}) < ${s + day}`,
          p,
        ),
      );
      await stream.bytes(await readFile(p), {
        rows: n,
        source: name,
        id: `${name}-${d}`,
        minTime: s,
        maxTime: s + day - 1,
      });
    }
    const plan: any[] = [
      { kind: 'columns', source: 'flights' },
      { kind: 'rows', source: 'flights' },
      { kind: 'nulls', source: 'flights', column: 'carrier' },
      { kind: 'nulls', source: 'flights', column: 'flight_id' },
      { kind: 'repeats', source: 'flights', columns: ['flight_id'] },
      { kind: 'outside', source: 'flights', column: 'distance', min: 0, max: 5000 },
      { kind: 'notIn', source: 'flights', column: 'carrier', values: ['AA', 'UA', 'DL'] },
      { kind: 'rows', source: 'weather' },
      { kind: 'rows', source: 'departures' },
      { kind: 'columns', source: 'weather' },
      { kind: 'outside', source: 'departures', column: 'dep_delay', min: -100, max: 100000 },
    ];
    if (reference) plan.push({ kind: 'distribution', source: 'flights', column: 'distance', reference });
    const a = performance.now();
    const r = await stream.activities.assembleSnapshot({
      ...stream.pane({ window: { start: s, end: s + day }, sources }),
      plan,
    });
    const b = performance.now();
    await stream.activities.assembleSnapshot({
      ...stream.pane({ window: { start: s, end: s + day }, sources, pane: 1 }),
      plan,
    });
    const c = performance.now();
    reference ||= r.parts.flights;
    log.push(`day ${d}: first ${(b - a).toFixed(0)} ms, again ${(c - b).toFixed(0)} ms ${JSON.stringify(r.rows)}`);
  }
  console.log(log.join('\n'));
  await bench.close();
});
