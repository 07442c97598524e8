import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Decision, RecordedDecision } from '#contracts/decision.ts';
import type { Catalog, DecisionQuery } from '#stores/catalog/catalog.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { decision, place, recorded, runOf } from '#test/support/data/decisions.ts';
import { sharedDatabase } from '#test/support/shared/ask.ts';

let url: string;
let catalog: Catalog;

beforeEach(async () => {
  url = await sharedDatabase();
  catalog = openCatalog(url);
});
afterEach(() => catalog.close());

const log = async (query: DecisionQuery = {}) =>
  (await catalog.decisions(query)).map(
    ({ status, decision: { subject } }) => `${subject.replace('arrival/flights/', '')} ${status}`,
  );

const query = async (text: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

describe('provisional decisions', () => {
  it('are kept as they came', async () => {
    await catalog.record([recorded(0), recorded(1)]);
    expect(await catalog.decisions({})).toEqual([
      { ...recorded(0), status: 'provisional' },
      { ...recorded(1), status: 'provisional' },
    ]);
  });

  it('may come again, and are replaced with all that followed by one with another hash', async () => {
    await catalog.record([recorded(0), recorded(1), recorded(2), recorded(3)]);
    await catalog.record([recorded(0), recorded(1)]);
    await catalog.record([recorded(2, 'b')]);
    expect(await log()).toEqual(['0 provisional', '1 provisional', '2b provisional']);
  });

  it('of several runs come in one batch', async () => {
    const other = { workflowId: 'window/p/all/0~7/0', runId: 'w' };
    await catalog.record([recorded(0), recorded(0, '', other), recorded(1), recorded(1, '', other)]);
    await catalog.record([recorded(0, 'b', other), recorded(2)]);
    expect(await log({ workflowId: place.workflowId })).toHaveLength(3);
    expect(await log({ workflowId: other.workflowId })).toEqual(['0b provisional']);
  });

  it('keep characters that a database cannot, and texts longer than an index can hold', async () => {
    const odd = decision(0, '', {
      subject: `arrival/flights/\u0000${'\u{1f30a}'.repeat(500)}`,
      actor: '\u0000',
      numbers: { 'a\u0000': 0.1, b: 1e300, c: -0, d: 5e-324, codes: { 'e\u0000': 1 } },
    });
    await catalog.record([{ ...place, decision: odd }]);
    const [found] = await catalog.decisions({ subjectPrefix: 'arrival/flights/' });
    expect(found?.decision).toEqual({ ...odd, numbers: { ...odd.numbers, c: 0 } });
  });

  it('are written by several writers at once without loss', async () => {
    const seen = Array.from({ length: 200 }, (_, seq) => recorded(seq));
    const writers = Array.from({ length: 8 }, (_, w) =>
      catalog.record(seen.filter((one) => one.decision.seq % 8 <= w)),
    );
    await Promise.all(writers);
    expect(await log()).toHaveLength(200);
  });
});

describe('a confirmed run', () => {
  const decisions = [decision(0), decision(1), decision(2, 'true')];

  it('replaces what was provisional of it, and fills gaps', async () => {
    await catalog.record([recorded(0), recorded(2, 'false'), recorded(3, 'phantom')]);
    await catalog.confirmRun(runOf(decisions), decisions);
    expect(await log()).toEqual(['0 confirmed', '1 confirmed', '2true confirmed']);
    expect(await catalog.runs()).toEqual([runOf(decisions)]);
  });

  it('is not changed by what a worker tells later', async () => {
    await catalog.confirmRun(runOf(decisions), decisions);
    await catalog.record([recorded(1, 'b'), recorded(3, 'phantom')]);
    expect(await log()).toEqual(['0 confirmed', '1 confirmed', '2true confirmed']);
  });

  it('may be confirmed again, but not otherwise', async () => {
    await catalog.confirmRun(runOf(decisions), decisions);
    await catalog.confirmRun(runOf(decisions), decisions);
    const diverged = { problem: { code: 'REPLAY_DIVERGED' } };
    for (const other of [
      decisions.slice(0, 2),
      [...decisions, decision(3)],
      [decision(0), decision(1, 'b'), decision(2, 'true')],
    ]) {
      await expect(catalog.confirmRun(runOf(other), other)).rejects.toMatchObject(diverged);
    }
    expect(await log()).toHaveLength(3);
  });

  it('may have decided nothing', async () => {
    await catalog.confirmRun(runOf([]), []);
    expect(await catalog.unarchived([{ workflowId: place.workflowId, runId: place.runId }])).toEqual([]);
  });

  it('may be long', async () => {
    const long = Array.from({ length: 5_000 }, (_, seq) => decision(seq));
    await catalog.confirmRun(runOf(long), long);
    expect(await catalog.digest()).toMatchObject({ runs: 1, decisions: 5_000 });
  });

  it('is known among those that are not archived', async () => {
    await catalog.confirmRun(runOf(decisions), decisions);
    const runs = ['run-0', 'run-1'].map((runId) => ({ workflowId: place.workflowId, runId }));
    expect(await catalog.unarchived(runs)).toEqual(runs.slice(1));
  });
});

describe('runs of one workflow id', () => {
  const generation = (runId: string, firstRunId: string, number: number, decisions: readonly Decision[]) =>
    catalog.confirmRun(
      runOf(decisions, {
        runId,
        firstRunId,
        startedAt: number,
        chain: { head: decisions[0]?.hash ?? '', length: 1, generation: number },
      }),
      decisions,
    );

  it('that continue one another share a chain whose places go on', async () => {
    await generation('b', 'a', 1, [decision(2)]);
    await generation('a', 'a', 0, [decision(0), decision(1)]);
    expect(await log({ firstRunId: 'a' })).toEqual(['0 confirmed', '1 confirmed', '2 confirmed']);
    expect((await catalog.runs({ workflowId: place.workflowId })).map((run) => run.runId)).toEqual(['a', 'b']);
  });

  it('that were started anew, or reset, have places of their own', async () => {
    await generation('a', 'a', 0, [decision(0), decision(1)]);
    await generation('x', 'x', 0, [decision(0, 'anew')]);
    await generation('reset', 'a', 0, [decision(0), decision(1, 'b')]);
    expect(await log({ firstRunId: 'x' })).toEqual(['0anew confirmed']);
    expect(await log({ runId: 'reset' })).toEqual(['0 confirmed', '1b confirmed']);
    expect(await log({ runId: 'a' })).toEqual(['0 confirmed', '1 confirmed']);
  });
});

describe('looking for decisions', () => {
  const seen: RecordedDecision[] = [
    { ...place, decision: decision(0, '', { subject: 'window/p/0~7', kind: 'window', code: 'WATERMARK_PASSED' }) },
    { ...place, decision: decision(1, '', { subject: 'window/p/0_7', kind: 'pane', code: 'PANE_PUBLISHED' }) },
    {
      ...place,
      decision: decision(2, '', { subject: 'candidate/m/1', kind: 'candidate', code: 'CANDIDATE_REGISTERED' }),
    },
  ];
  const found = async (asked: DecisionQuery) => (await catalog.decisions(asked)).map((one) => one.decision.seq);

  it('goes by subject, kind, code, time and number', async () => {
    await catalog.record(seen);
    expect(await found({ subjectPrefix: 'window/' })).toEqual([0, 1]);
    expect(await found({ subjectPrefix: 'window/p/0_' })).toEqual([1]);
    expect(await found({ subjectPrefix: '%' })).toEqual([]);
    expect(await found({ kinds: ['window', 'candidate'] })).toEqual([0, 2]);
    expect(await found({ codes: ['PANE_PUBLISHED'] })).toEqual([1]);
    expect(await found({ from: 1_001, until: 1_002 })).toEqual([1]);
    expect(await found({ newestFirst: true, limit: 2 })).toEqual([2, 1]);
    expect(await found({ status: 'confirmed' })).toEqual([]);
    expect(await found({ workflowId: 'another' })).toEqual([]);
  });
});

describe('the digest', () => {
  const runs = ['b', 'a', 'c'].map((name) => {
    const decisions = Array.from({ length: 3 }, (_, seq) => decision(seq, name));
    return { run: runOf(decisions, { workflowId: `window/${name}`, runId: name, firstRunId: name }), decisions };
  });

  it('is that of a catalog rebuilt beside it, in whatever order', async () => {
    for (const { run, decisions } of runs) await catalog.confirmRun(run, decisions);
    await catalog.record([recorded(0, 'still open')]);
    const rebuilt = openCatalog(url, { schema: 'tidegate_rebuild' });
    for (const { run, decisions } of runs.toReversed()) await rebuilt.confirmRun(run, decisions);
    expect(await rebuilt.digest()).toEqual(await catalog.digest());
    expect(await rebuilt.digest()).toMatchObject({ runs: 3, decisions: 9 });
    await rebuilt.close();
  });

  it('changes with any row', async () => {
    for (const { run, decisions } of runs) await catalog.confirmRun(run, decisions);
    const { digest } = await catalog.digest();
    await query(`update tidegate.decisions set document = '{}' where workflow_id = 'window/a' and seq = 1`);
    const forged = await catalog.digest();
    expect(forged.digest).not.toBe(digest);
    await query(`update tidegate.runs set status = 'failed' where workflow_id = 'window/a'`);
    expect((await catalog.digest()).digest).not.toBe(forged.digest);
  });

  it('is that of an empty catalog once it is cleared', async () => {
    const { digest } = await catalog.digest();
    for (const { run, decisions } of runs) await catalog.confirmRun(run, decisions);
    await catalog.clear();
    expect(await catalog.digest()).toEqual({ digest, runs: 0, decisions: 0 });
  });
});

describe('the catalog itself', () => {
  it('is made by many processes at once', async () => {
    const openers = Array.from({ length: 5 }, () => openCatalog(url));
    await Promise.all(openers.map((one) => one.ping()));
    await Promise.all(openers.map((one) => one.close()));
    expect(await query('select name from tidegate.kysely_migration')).toHaveLength(1);
  });

  it('is made anew when somebody deleted it', async () => {
    await catalog.record([recorded(0)]);
    await query('drop schema tidegate cascade');
    await expect(catalog.record([recorded(1)])).rejects.toMatchObject({ problem: { code: 'CATALOG_UNAVAILABLE' } });
    await catalog.record([recorded(1)]);
    expect(await log()).toEqual(['1 provisional']);
  });

  it('that nobody serves says so', async () => {
    const nowhere = openCatalog('postgres://nobody@127.0.0.1:1/none');
    const down = { problem: { code: 'CATALOG_UNAVAILABLE', observed: 'ECONNREFUSED' } };
    await expect(nowhere.ping()).rejects.toMatchObject(down);
    await nowhere.close();
  });

  it('is PostgreSQL', () => {
    expect(() => openCatalog('mysql://me:secret@db/x')).toThrow('kept in PostgreSQL');
  });

  it.each([
    ['decisions_by_subject', "subject like 'window/p/%'"],
    ['decisions_by_code', "code = any('{PANE_PUBLISHED}')"],
    ['decisions_by_chain', "workflow_id = 'a' and first_run_id = 'b'"],
  ])('has the index %s for what is looked for', async (index, condition) => {
    await catalog.ping();
    await query(
      'alter database current_database set enable_seqscan = off'.replace(
        'current_database',
        new URL(url).pathname.slice(1),
      ),
    );
    const plan = await query(`explain select * from tidegate.decisions where ${condition}`);
    expect(JSON.stringify(plan)).toContain(index);
  });
});
