import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '#contracts/decision.ts';
import { sha256 } from '#domain/digest.ts';
import { ancestors, descendants } from '#domain/lineage/ancestors.ts';
import { addDecision, addSnapshot, LineageBuilder, type LineageEdge } from '#domain/lineage/edges.ts';

const digest = (name: string | number) => sha256(String(name));
const edge = (from: string | number, to: string | number): LineageEdge => ({ from: digest(from), to: digest(to) });
const graph = fc.array(
  fc.tuple(fc.nat(12), fc.nat(12)).map(([from, to]) => edge(from, to)),
  { maxLength: 40 },
);

const decision = (more: Partial<Decision>): Decision => ({
  subject: 's',
  kind: 'predictions',
  outcome: 'published',
  code: 'PREDICTIONS_PUBLISHED',
  seq: 0,
  at: 0,
  previous: digest('p'),
  hash: digest('h'),
  ...more,
});

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
    addDecision(builder, decision({ inputs: [digest('snapshot'), digest('model')], evidence: [digest('scores')] }));
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
    addDecision(builder, decision({ kind: 'approval', inputs: [digest('envelope')], evidence: [digest('evidence')] }));
    addDecision(
      builder,
      decision({ kind: 'training', outcome: 'attempt-failed', inputs: [digest('set')], evidence: [digest('log')] }),
    );
    expect(builder.lineage().edges).toEqual([]);
  });
});
