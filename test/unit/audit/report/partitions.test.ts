import { beforeAll, describe, expect, it } from 'vitest';
import { assembled, type ReportModel } from '#audit/report/collect/model.ts';
import { page } from '#audit/report/page.ts';
import { claimsOf } from '#audit/report/sections/overview.ts';
import { partitioned, unreadable } from './partitioned.ts';
import { wall } from './story.ts';

const options = { pipeline: 'p', facts: {}, madeAt: wall, crashes: [] };
const windows = ['EWR', 'JFK', 'EWR/backfill-2012'].flatMap((partition) => [
  { partition, feed: 'data', start: 0, outcome: 'published' },
  { partition, feed: 'data', start: 10, outcome: 'published' },
]);

let model: ReportModel;
let text: string;
beforeAll(async () => {
  model = await assembled(await partitioned(), options);
  text = page(model);
});

describe('the report of a pipeline with partitions and a backfill', () => {
  it('shows every pane of every one of them', () => {
    expect(model.timeline.panes).toHaveLength(windows.length);
    expect(model.timeline.panes).toEqual(expect.arrayContaining(windows.map((pane) => expect.objectContaining(pane))));
    expect(model.gates.rounds.map(({ partition }) => partition).sort()).toEqual(
      windows.map(({ partition }) => partition).sort(),
    );
    for (const lane of ['EWR data', 'JFK data', 'EWR/backfill-2012 data'])
      expect(text).toContain(`Watermark of ${lane}`);
  });

  it('sums up the rows of all streams, and of each', () => {
    expect(model.ledger).toMatchObject({ balanced: true, received: 126, accounted: 126, totals: { included: 126 } });
    expect(model.streams.map(({ partition, ledger: { received, totals } }) => [partition, received, totals])).toEqual([
      ['EWR', 20, { included: 20 }],
      ['EWR/backfill-2012', 66, { included: 66 }],
      ['JFK', 40, { included: 40 }],
    ]);
    expect(claimsOf(model)[0]).toMatchObject({ ok: true, detail: '126 received, 126 accounted for' });
    for (const row of ['<th>EWR</th><td class="n"><b>20</b>', '<th>JFK</th><td class="n"><b>40</b>'])
      expect(text).toContain(row);
  });

  it('leaves out what belongs to another pipeline', async () => {
    const other = await assembled(await partitioned(), { ...options, pipeline: 'q' });
    expect(other.timeline.panes).toEqual([]);
    expect(other.ledger.received).toBe(0);
  });
});

describe('arrivals that a gate could not read', () => {
  it.each(['all', 'EWR', 'all/backfill-2012', 'EWR/backfill-2012'])(
    'are told of panes of the partition %s',
    async (of) => {
      const { gates } = await assembled(await unreadable(of), options);
      expect(gates.troubled).toMatchObject([
        {
          partition: of,
          feed: 'data',
          start: 0,
          pane: 0,
          unreadable: [{ source: 'flights/a/b', code: 'ARTIFACT_UNREADABLE' }],
        },
      ]);
    },
  );
});
