import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemediateInput } from '#activities/panes/port.ts';
import { Check } from '#contracts/check.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import { Ruling } from '#contracts/quarantine.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import { digestOf } from '#domain/digest.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';
import { at, first, openStream } from './stream.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const reason = digestOf('the carrier is new');
const unknownCarrier = Check.parse({ set: { column: 'carrier', values: ['UA'] } });
const negative = Check.parse({ range: { column: 'distance', min: 0 } });
const unique = Check.parse({ unique: { columns: ['id'] } });
const rowChecks = [unknownCarrier, negative, unique];

/** Two batches in one window: of six rows four break a check. */
async function paneWithOffenders() {
  const stream = openStream(bench);
  const rows = (values: string) =>
    stream.rows(
      `SELECT ${at('i * 60000')} AS scheduled_at, id, carrier, distance, 'x' AS reasons
       FROM (VALUES ${values}) AS given(i, id, carrier, distance)`,
      { rows: 3 },
    );
  await rows("(0, 'a', 'UA', 1), (1, 'b', 'ZZ', 1), (2, 'c', 'ZZ', -1)");
  await rows("(3, 'd', 'UA', 1), (4, 'e', 'UA', -1), (5, 'd', 'UA', 2)");
  const pane = stream.pane();
  const { snapshot, account } = await stream.activities.assembleSnapshot({ ...pane, plan: [] });
  const judged = (more: Partial<RemediateInput> = {}) =>
    stream.activities.remediateSnapshot({
      ...pane,
      assembled: { snapshot, account },
      remediations: [],
      rowChecks,
      plan: [],
      ...more,
    });
  const before = await judged();
  const [aside] = before.quarantine;
  if (!aside) throw new Error('nothing was set aside');
  const ruling = (more: Partial<Ruling>): Ruling => ({
    kind: 'ruling',
    pipeline: pane.pipeline,
    partition: pane.partition,
    feed: pane.feed,
    start: pane.window.start,
    pane: pane.pane,
    source: 'flights',
    quarantine: aside.data,
    verdict: 'release',
    reason,
    by: 'ada',
    ...more,
  });
  return { stream, judged, before, aside, ruling, account: before.account };
}

const rowsOf = async (digest: string | undefined, columns: string) => {
  const path = await bench.artifacts.path(digest ?? '');
  return bench.database.use((session) => session.texts(`SELECT ${columns} FROM read_parquet('${path}') ORDER BY ALL`));
};
const keep = async (ruling: Ruling) => (await bench.artifacts.putJson(ruling)).digest;

describe('releasing rows', () => {
  it('lets them in whatever checks say, counts what they break, and sets only the others aside', async () => {
    const { judged, before, aside, ruling } = await paneWithOffenders();
    expect(aside).toMatchObject({ rows: 4, codes: { VALUE_NOT_IN_SET: 2, VALUE_OUT_OF_RANGE: 2, NOT_UNIQUE: 1 } });
    expect(before.released).toBeUndefined();
    const digest = await keep(ruling({}));
    const after = await judged({ rulings: [digest] });
    expect(after.quarantine).toEqual([]);
    expect(after.fates).toEqual({ included: 6 });
    expect(after.released).toEqual([
      { check: unknownCarrier, rows: 2 },
      { check: negative, rows: 2 },
      { check: unique, rows: 1 },
    ]);
    expect((await bench.artifacts.getJson(after.snapshot, Snapshot)).rulings).toEqual([digest]);
  });

  it('may be about some reasons only', async () => {
    const { judged, ruling } = await paneWithOffenders();
    const after = await judged({ rulings: [await keep(ruling({ codes: ['VALUE_NOT_IN_SET'] }))] });
    expect(await rowsOf(after.parts.flights, 'id')).toEqual([['a'], ['b'], ['c'], ['d']]);
    expect(after.released).toEqual([
      { check: unknownCarrier, rows: 2 },
      { check: negative, rows: 1 },
    ]);
    expect(after.quarantine).toMatchObject([{ rows: 2, codes: { VALUE_OUT_OF_RANGE: 1, NOT_UNIQUE: 1 } }]);
    expect(after.fates).toEqual({ included: 4, quarantined: 2 });
  });

  it('gives the same artifacts on every run', async () => {
    const { judged, ruling } = await paneWithOffenders();
    const rulings = [await keep(ruling({ codes: ['NOT_UNIQUE'] })), await keep(ruling({ verdict: 'discard' }))];
    expect(await judged({ rulings })).toEqual(await judged({ rulings }));
  });
});

describe('discarding rows', () => {
  it('rejects them in every later pane, whatever its checks are', async () => {
    const { judged, ruling } = await paneWithOffenders();
    const rulings = [await keep(ruling({ verdict: 'discard' }))];
    const after = await judged({ rulings });
    expect(after.fates).toEqual({ included: 2, rejected: 4 });
    expect(after.quarantine).toEqual([]);
    expect((await judged({ rulings, rowChecks: [] })).fates).toEqual({ included: 2, rejected: 4 });
  });

  it('gives way to a newer ruling on the same rows', async () => {
    const { judged, ruling } = await paneWithOffenders();
    const rulings = [
      await keep(ruling({ verdict: 'discard' })),
      await keep(ruling({ verdict: 'release', codes: ['VALUE_OUT_OF_RANGE'] })),
    ];
    expect((await judged({ rulings })).fates).toEqual({ included: 4, rejected: 2 });
  });
});

describe('ruling on rows', () => {
  it('amends the account of the pane: what was quarantined is rejected, arrival by arrival', async () => {
    const { stream, ruling, account } = await paneWithOffenders();
    const discard = ruling({ verdict: 'discard', codes: ['VALUE_OUT_OF_RANGE'] });
    const { rows, amended } = await stream.activities.ruleOnRows({ ruling: discard, account, before: [] });
    expect(rows).toBe(2);
    const { arrivals } = await bench.artifacts.getJson(amended ?? '', PaneAccount);
    expect(arrivals.map(({ fates }) => fates)).toEqual([
      { included: 1, quarantined: 1, rejected: 1 },
      { included: 1, quarantined: 1, rejected: 1 },
    ]);
    expect(await bench.artifacts.getJson(digestOf(discard), Ruling)).toEqual(discard);
  });

  it('counts no row twice, over several rulings', async () => {
    const { stream, ruling, account } = await paneWithOffenders();
    const some = ruling({ verdict: 'discard', codes: ['VALUE_OUT_OF_RANGE'] });
    const before = [await keep(some)];
    const all = await stream.activities.ruleOnRows({ ruling: ruling({ verdict: 'discard' }), account, before });
    expect(all.rows).toBe(2);
    const { arrivals } = await bench.artifacts.getJson(all.amended ?? '', PaneAccount);
    expect(arrivals.map(({ fates }) => fates)).toEqual([
      { included: 1, rejected: 2 },
      { included: 1, rejected: 2 },
    ]);
    expect(await stream.activities.ruleOnRows({ ruling: some, account, before })).toEqual({ rows: 0 });
  });

  it.each([
    ['a quarantine that is not there', { quarantine: digestOf('nothing') }],
    ['reasons that no row has', { codes: ['NULL_RATE_ABOVE_MAXIMUM' as const] }],
    ['another window', { start: first + 1 }],
    ['another pane', { pane: 7 }],
    ['another source', { source: 'weather' }],
    ['an artifact that is no quarantine', { quarantine: reason }],
  ])('is about no rows of %s', async (_, more) => {
    const { stream, ruling, account } = await paneWithOffenders();
    expect(await stream.activities.ruleOnRows({ ruling: ruling(more), account, before: [] })).toEqual({ rows: 0 });
  });

  it('is about no rows of a file that is not Parquet', async () => {
    const { stream, ruling, account } = await paneWithOffenders();
    const { digest } = await bench.artifacts.put(Buffer.from('not Parquet'));
    const answer = stream.activities.ruleOnRows({ ruling: ruling({ quarantine: digest }), account, before: [] });
    expect(await answer).toEqual({ rows: 0 });
  });
});
