import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Choice, DecisionKind } from '#contracts/decision.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { remediationDecision } from '#domain/decisions/remediation.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { sha256 } from '#domain/digest.ts';
import { forms, kinds } from '#test/support/data/drafts.ts';

const parts = ['numbers', 'inputs', 'evidence'] as const;

/** Whether a form cannot do without a name in one of its parts. */
const isNeeded = (part: z.ZodType | undefined, key: string): boolean =>
  part instanceof z.ZodObject && key in part.shape && !part.shape[key].safeParse(undefined).success;

describe('every kind of decision', () => {
  it('has a form for each of its outcomes', () => {
    expect(Object.keys(kinds).sort()).toEqual([...DecisionKind.options].sort());
    for (const [name, { name: own, forms: of }] of Object.entries(kinds)) {
      expect(own).toBe(name);
      expect(Object.keys(of)).not.toEqual([]);
    }
  });
});

describe.each(forms)('%s', (_name, kind, anyDraft, { parts: schemas }) => {
  it('is read back to what was written, by its own kind alone', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const choice = kind.draft(draft);
        expect(Choice.parse(choice)).toEqual(choice);
        expect(kind.read(choice)).toEqual({ kind: kind.name, ...draft });
        for (const other of Object.values(kinds)) if (other !== kind) expect(other.read(choice)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('is not read in another form', () => {
    fc.assert(
      fc.property(anyDraft, (draft) => {
        const choice = kind.draft(draft);
        expect(kind.read({ ...choice, outcome: `${choice.outcome}, perhaps` })).toBeUndefined();
        for (const part of parts) {
          const said = Object.entries(choice[part] ?? {});
          const positions: unknown = Object.values(choice[part] ?? { first: 1 });
          for (const other of [positions, Object.fromEntries([...said, ['other name', []]])])
            expect(kind.read({ ...choice, [part]: other })).toBeUndefined();
          for (const [missing] of said.filter(([key]) => isNeeded(schemas[part], key))) {
            const left = Object.fromEntries(said.filter(([key]) => key !== missing));
            expect(kind.read({ ...choice, [part]: left })).toBeUndefined();
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

const report = sha256('report');

describe('a decision', () => {
  it('leaves out what is undefined or empty, and reads it as nothing', () => {
    const said = {
      about: { partition: 'all', feed: 'data', start: 5 },
      outcome: 'published',
      code: 'PANE_PUBLISHED',
      numbers: { start: 5, end: 10, pane: 0, fates: {} },
      inputs: { snapshot: sha256('snapshot') },
    } as const;
    const evidence = { account: sha256('account'), report };
    const choice = paneDecision.draft({ ...said, evidence: { ...evidence, waivers: [] }, policy: undefined });
    expect(choice).toStrictEqual({ ...choice, evidence, numbers: said.numbers });
    expect(choice).not.toHaveProperty('policy');
    expect(paneDecision.read(choice)).toEqual({ kind: 'pane', ...said, evidence });

    const refused = trainingDecision.draft({
      about: 'pipeline/shop',
      outcome: 'refused',
      code: 'TRAINING_SET_TOO_SMALL',
      numbers: {},
      inputs: { trainingSet: undefined },
    });
    expect(Object.keys(refused).sort()).toEqual(['code', 'kind', 'outcome', 'subject']);
    expect(trainingDecision.read(refused)).toMatchObject({ numbers: {}, inputs: {}, evidence: {} });
  });

  it('is written in a form that there is', () => {
    expect(() => kinds.pane.draft({ about: {}, outcome: 'toString' })).toThrow('no outcome toString');
    expect(kinds.pane.read({ subject: '', kind: 'pane', outcome: 'toString', code: 'PANE_PUBLISHED' })).toBeUndefined();
  });

  it.each([
    ['an arrival', 'arrival/flights/2013/05/a b.csv', { source: 'flights', id: '2013/05/a b.csv' }],
    ['an arrival that is called like a window', 'arrival/data/all/data/5', { source: 'data', id: 'all/data/5' }],
  ])('is about %s', (_, subject, about) => {
    const choice = arrivalDecision.draft({ about, outcome: 'caused', code: 'CAUSES_CAME' });
    expect(choice.subject).toBe(subject);
    expect(arrivalDecision.read(choice)?.about).toEqual(about);
  });

  it.each([
    ['a column with slashes', 'window/all/data/5/set/a/b', { gate: 'window/all/data/5', check: 'set', column: 'a/b' }],
    ['no column', 'window/all/data/5/rowCount', { gate: 'window/all/data/5', check: 'rowCount' }],
    [
      'a feed that is called like a backfill',
      'window/all/backfill-2012/5/set/a',
      { gate: 'window/all/backfill-2012/5', check: 'set', column: 'a' },
    ],
    [
      'the features of a training',
      'training/late/0123/features/set/a/b',
      { gate: 'training/late/0123/features', check: 'set', column: 'a/b' },
    ],
    ['a candidate', 'promotion/late/0123/baseline', { gate: 'promotion/late/0123', check: 'baseline' }],
  ])('of a check is about %s', (_, subject, about) => {
    const choice = checkDecision.draft({ about, outcome: 'error', code: 'CHECK_ERROR', evidence: { report } });
    expect(choice.subject).toBe(subject);
    expect(checkDecision.read(choice)?.about).toEqual(about);
  });

  it.each([
    [
      'a repair of a column with slashes',
      'window/all/data/5/flights/cast/a/b',
      { partition: 'all', feed: 'data', start: 5, source: 'flights', remediation: 'cast', column: 'a/b' },
    ],
    [
      'a repair in a backfill, of a feed that is called like one',
      'window/all/backfill-2012/backfill-1/-5/flights/deduplicate',
      { partition: 'all/backfill-2012', feed: 'backfill-1', start: -5, source: 'flights', remediation: 'deduplicate' },
    ],
  ])('is about %s', (_, subject, about) => {
    const choice = remediationDecision.draft({
      about,
      outcome: 'applied',
      code: 'REMEDIATED',
      numbers: { pane: 0, before: 2, after: 1 },
      evidence: { snapshot: sha256('snapshot') },
    });
    expect(choice.subject).toBe(subject);
    expect(remediationDecision.read(choice)?.about).toEqual(about);
  });

  it('of a stream that moves is about the run on the other side, and else about its partition', () => {
    const numbers = { arrivals: 1, waiting: 0, panes: 0 };
    const inputs = { state: sha256('state') };
    const about = 'stream/after/all/backfill-2012';
    const moved = streamDecision.draft({ about, outcome: 'renamed', code: 'PIPELINE_RENAMED', numbers, inputs });
    expect(moved.subject).toBe('run/stream/after/all/backfill-2012');
    expect(streamDecision.read(moved)?.about).toBe(about);
    expect(streamDecision.read({ ...moved, subject: 'stream/all' })).toBeUndefined();
  });
});
