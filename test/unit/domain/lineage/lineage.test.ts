import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Choice } from '#contracts/decision.ts';
import { approvalDecision } from '#domain/decisions/approval.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';
import { holdDecision } from '#domain/decisions/hold.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { sha256 } from '#domain/digest.ts';
import { ancestors, descendants } from '#domain/lineage/ancestors.ts';
import { addDecision, addSnapshot, LineageBuilder, type LineageEdge } from '#domain/lineage/edges.ts';

const digest = (name: string | number) => sha256(String(name));
const edge = (from: string | number, to: string | number): LineageEdge => ({ from: digest(from), to: digest(to) });
const graph = fc.array(
  fc.tuple(fc.nat(12), fc.nat(12)).map(([from, to]) => edge(from, to)),
  { maxLength: 40 },
);

const decided = (choice: Choice) => append(beginChain('run', 'r'), choice, 0).decision;

describe('ancestors', () => {
  it('come nearest first, each once', () => {
    const edges = [
      edge('batch', 'snapshot'),
      edge('snapshot', 'scores'),
      edge('model', 'scores'),
      edge('snapshot', 'model'),
    ];
    expect(ancestors(digest('scores'), edges)).toEqual([
      { digest: digest('snapshot'), distance: 1 },
      { digest: digest('model'), distance: 1 },
      { digest: digest('batch'), distance: 2 },
    ]);
  });

  it('are those of the direct origins, and these', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const own = digest(0);
        const direct = edges.filter(({ to }) => to === own).map(({ from }) => from);
        const expected = new Set([
          ...direct,
          ...direct.flatMap((of) => ancestors(of, edges).map((found) => found.digest)),
        ]);
        expected.delete(own);
        expect(new Set(ancestors(own, edges).map((found) => found.digest))).toEqual(expected);
      }),
    );
  });

  it('and descendants are two views of one relation', () => {
    fc.assert(
      fc.property(graph, fc.nat(12), fc.nat(12), (edges, a, b) => {
        const up = ancestors(digest(a), edges).some((found) => found.digest === digest(b));
        const down = descendants(digest(b), edges).some((found) => found.digest === digest(a));
        expect(up).toBe(down);
      }),
    );
  });
});

describe('what is told of lineage', () => {
  it('leads from predictions over a snapshot to its batches', () => {
    const builder = new LineageBuilder();
    addDecision(
      builder,
      decided(
        predictionsDecision.draft({
          about: { model: 'm', start: 0, pane: 0 },
          outcome: 'published',
          code: 'PREDICTIONS_PUBLISHED',
          numbers: { rows: 1, challenged: 0, start: 0, pane: 0, epoch: 1 },
          inputs: { snapshot: digest('snapshot'), champion: digest('model') },
          evidence: { predictions: digest('scores') },
        }),
      ),
    );
    const window = { start: 0, end: 86_400_000 };
    addSnapshot(builder, digest('snapshot'), {
      pipeline: 'p',
      partition: 'all',
      feed: 'data',
      window,
      pane: 0,
      batches: [{ source: 'flights', id: 'a', digest: digest('batch') }],
      parts: [],
    });
    const { edges, artifacts } = builder.lineage();
    const found = ancestors(digest('scores'), edges).map((of) => artifacts.get(of.digest)?.kind);
    expect(found).toEqual(['snapshot', 'model', 'batch']);
  });

  it('leaves out what only names its inputs: an approval makes nothing', () => {
    const builder = new LineageBuilder();
    const approval = approvalDecision.draft({
      about: 'promotion/m/1',
      outcome: 'counted',
      code: 'APPROVAL_COUNTED',
      numbers: { counted: 1, quorum: 2 },
      inputs: { envelope: digest('envelope') },
      evidence: { toSign: digest('evidence') },
    });
    const refusal = trainingDecision.draft({
      about: 'training/m/1',
      outcome: 'refused',
      code: 'GATE_FAILED',
      inputs: { trainingSet: digest('set') },
      evidence: { report: digest('report') },
    });
    for (const choice of [approval, refusal]) addDecision(builder, decided(choice));
    expect(builder.lineage().edges).toEqual([]);
  });

  it('tells artifacts apart by what they are to a decision: a waiver is no report, and comes from nothing', () => {
    const builder = new LineageBuilder();
    const [account, report, waiver] = [digest('account'), digest('report'), digest('waiver')];
    const evidence = { account, report, waivers: [waiver] };
    const about = { partition: 'all', feed: 'data', start: 0 };
    const inputs = { snapshot: digest('snapshot') };
    addDecision(
      builder,
      decided(
        paneDecision.draft({
          about,
          outcome: 'published',
          code: 'HOLD_RELEASED',
          numbers: { start: 0, end: 1, pane: 0, fates: {} },
          inputs,
          evidence,
        }),
      ),
    );
    addDecision(
      builder,
      decided(
        holdDecision.draft({
          about,
          outcome: 'held',
          code: 'PANE_HELD',
          numbers: { pane: 0 },
          inputs,
          evidence: { report: digest('held') },
        }),
      ),
    );
    const { edges, artifacts } = builder.lineage();
    expect([account, report, waiver, digest('held')].map((of) => artifacts.get(of)?.kind)).toEqual([
      'account',
      'report',
      'waiver',
      'report',
    ]);
    expect(edges.filter(({ to }) => to === waiver)).toEqual([]);
  });
});
