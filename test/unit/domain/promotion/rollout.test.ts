import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Stage } from '#contracts/spec.ts';
import {
  advance,
  notBegun,
  type Rollout,
  type RolloutEffect,
  type RolloutEvent,
  type RolloutPlan,
  type StageEvidence,
} from '#domain/promotion/rollout.ts';

const stages: Stage[] = [
  { shadow: { panes: 2 } },
  { canary: { weight: 0.1, minLabels: 500 } },
  { production: { bake: 3 } },
];
const analysis = { margin: 0.02, alpha: 0.05, looks: 4, minLabels: 200, maxMissing: 0.1 };
const plan: RolloutPlan = { stages, analysis };

const begins: RolloutEvent = { kind: 'begin', compared: true };
const labelled = (panes: number, more: Partial<StageEvidence> = {}): RolloutEvent => ({
  kind: 'labelled',
  evidence: { difference: { rows: 500, mean: 0, error: 0.001 }, missing: 0, panes, ...more },
});
const harm = { difference: { rows: 500, mean: 0.2, error: 0.001 } };
const few = { difference: { rows: 100, mean: 0, error: 0.001 } };

function told(effect: RolloutEffect): string {
  switch (effect.kind) {
    case 'enter':
      return `enter ${effect.index}`;
    case 'analysed':
      return `${effect.analysis.code} of ${effect.stage}, looks ${effect.looks}`;
    case 'failed':
      return `failed ${effect.code}`;
    default:
      return effect.kind;
  }
}

function play(events: readonly RolloutEvent[]): { state: Rollout; effects: string[] } {
  const effects: string[] = [];
  let state = notBegun;
  for (const event of events) {
    const [next, more] = advance(plan, state, event);
    state = next;
    effects.push(...more.map(told));
  }
  return { state, effects };
}

describe('a rollout', () => {
  test.each<[string, RolloutEvent[], string[]]>([
    ['begins with the first stage', [begins], ['enter 0']],
    ['serves at once where nothing is live', [{ kind: 'begin', compared: false }], ['unopposed']],
    ['is not looked at before it began', [labelled(9)], []],
    [
      'does not look at a shadow before it is complete',
      [begins, labelled(1, harm)],
      ['enter 0', 'STAGE_WAITING of 0, looks 0'],
    ],
    [
      'looks at a complete one, and goes on',
      [begins, labelled(2)],
      ['enter 0', 'STAGE_PASSED of 0, looks 1', 'enter 1'],
    ],
    [
      'looks at a bake at every pane',
      [begins, labelled(2), labelled(1), labelled(1), labelled(3)],
      [
        ...['enter 0', 'STAGE_PASSED of 0, looks 1', 'enter 1', 'STAGE_PASSED of 1, looks 2', 'enter 2'],
        ...['STAGE_WAITING of 2, looks 3', 'STAGE_PASSED of 2, looks 4', 'passed'],
      ],
    ],
    [
      'spends no look where there is too little to look at',
      [begins, labelled(2, few), labelled(3)],
      ['enter 0', 'STAGE_WAITING of 0, looks 0', 'STAGE_PASSED of 0, looks 1', 'enter 1'],
    ],
    [
      'ends where harm is shown',
      [begins, labelled(2, harm)],
      ['enter 0', 'GUARDRAIL_BREACHED of 0, looks 1', 'failed GUARDRAIL_BREACHED'],
    ],
    [
      'ends with the last look that is declared',
      [begins, labelled(2), labelled(1), labelled(1), labelled(2)],
      [
        ...['enter 0', 'STAGE_PASSED of 0, looks 1', 'enter 1', 'STAGE_PASSED of 1, looks 2', 'enter 2'],
        ...['STAGE_WAITING of 2, looks 3', 'STAGE_INCONCLUSIVE of 2, looks 4', 'failed STAGE_INCONCLUSIVE'],
      ],
    ],
  ])('%s', (_, events, expected) => expect(play(events).effects).toEqual(expected));

  test('knows where it stands', () => {
    expect([[], [begins], [begins, labelled(2)]].map((events) => play(events).state.standing)).toEqual([
      { at: 'waiting' },
      { at: 'shadow', stage: 0 },
      { at: 'canary', stage: 1 },
    ]);
  });
});

test('whatever labels come, stages follow each other, no more looks are spent than declared, and it ends once', () => {
  const anyEvidence = fc.record({
    panes: fc.nat(4),
    missing: fc.nat(100),
    difference: fc.record({
      rows: fc.nat(1_000),
      mean: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
      error: fc.double({ min: 0, max: 0.1, noNaN: true }),
    }),
  });
  fc.assert(
    fc.property(fc.array(anyEvidence, { maxLength: 20 }), (all) => {
      let [state, effects] = advance(plan, notBegun, begins);
      const entered = [0];
      for (const evidence of all) {
        const open = 'stage' in state.standing ? state.standing.stage : -1;
        const [next, after] = advance(plan, state, { kind: 'labelled', evidence });
        expect(after[0]).toMatchObject({ kind: 'analysed', stage: open, looks: next.looks });
        expect(next.looks - state.looks).toBeLessThanOrEqual(1);
        expect(next.looks).toBeLessThanOrEqual(analysis.looks);
        const [, end] = after;
        if (end?.kind === 'enter') entered.push(end.index);
        [state, effects] = [next, after];
        if (end?.kind === 'passed' || end?.kind === 'failed') break;
      }
      expect(entered).toEqual(entered.map((_, index) => index));
      if (effects.at(-1)?.kind === 'passed') expect(entered).toHaveLength(stages.length);
    }),
  );
});
