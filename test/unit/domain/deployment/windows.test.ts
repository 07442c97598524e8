import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Standing } from '#contracts/rollout.ts';
import { advance } from '#domain/deployment/deployment.ts';
import { nothingLive } from '#domain/deployment/state.ts';
import {
  labelsReadyFor,
  noWindows,
  paneBefore,
  predictionsBefore,
  takeIn,
  type Windows,
  withScored,
} from '#domain/deployment/windows.ts';
import { candidateOf, predictionsOf, publishedPane } from '#test/support/stand-ins/models.ts';

const takeAll = (panes: readonly (readonly [string, number, number])[]): Windows =>
  panes.reduce<Windows>(
    (windows, [feed, start, pane]) => takeIn(windows, publishedPane(feed, start, pane)) ?? windows,
    noWindows,
  );

test('of each window the newest pane is known, whatever the order, and of all windows the newest', () => {
  const anyPane = fc.tuple(
    fc.constantFrom('data', 'outcomes'),
    fc.integer({ min: -50, max: 50 }).map((n) => n * 1_000),
    fc.nat(3),
  );
  fc.assert(
    fc.property(fc.array(anyPane, { maxLength: 200 }), (panes) => {
      const windows = takeAll(panes);
      for (const [side, feed] of [
        ['panes', 'data'],
        ['labels', 'outcomes'],
      ] as const) {
        const known = Object.entries(windows[side]);
        expect(known.length).toBeLessThanOrEqual(64);
        const kept = known.map(([start]) => Number(start)).sort((a, b) => a - b);
        const starts = new Set(panes.filter(([of]) => of === feed).map(([, start]) => start));
        // One that was forgotten and comes again stays forgotten, for it is the oldest again.
        expect(kept).toEqual([...starts].sort((a, b) => a - b).slice(-64));
        for (const [start, { pane }] of known) {
          const seen = panes.filter(([of, at]) => of === feed && at === Number(start)).map(([, , index]) => index);
          if (starts.size <= 64) expect(pane).toBe(Math.max(...seen));
        }
      }
    }),
  );
});

test('a pane that is known, or an older one, is nothing new', () => {
  const windows = takeAll([['data', 0, 1]]);
  expect([0, 1, 2].map((pane) => takeIn(windows, publishedPane('data', 0, pane)) === undefined)).toEqual([
    true,
    true,
    false,
  ]);
  expect(takeIn(windows, publishedPane('outcomes', 0, 0))?.labels).toHaveProperty('0');
});

test('the pane before ends where the next begins; predictions before are the newest of an earlier window', () => {
  const panes = takeAll([
    ['data', 0, 0],
    ['data', 1_000, 0],
    ['data', 3_000, 0],
  ]);
  const at = (start: number) => ({ ...publishedPane('data', start) });
  expect(paneBefore(panes, at(2_000))?.window.start).toBe(1_000);
  expect(paneBefore(panes, at(3_000))).toBeNull();
  const scored = [0, 3_000, 1_000].reduce(
    (windows, start) => withScored(windows, predictionsOf(start), { at: 'steady' }),
    noWindows,
  );
  expect(predictionsBefore(scored, predictionsOf(3_000))?.window.start).toBe(1_000);
  expect(predictionsBefore(scored, predictionsOf(0))).toBeNull();
});

describe('the holder of the slot hears that labels are ready', () => {
  const shadow: Standing = { at: 'shadow', stage: 0 };
  const [waiting] = advance(nothingLive, {
    kind: 'request',
    request: { promotion: 'promotion/m/v1', candidate: candidateOf('m', 'v1') },
  });
  const [rollout] = advance(waiting, { kind: 'stage', change: { epoch: 1, to: 'shadow', stage: 0, weight: 0 } });
  const labelled = takeAll([['outcomes', 0, 2]]);

  test.each([
    ['of a window that its stage scored', rollout, labelled, 1, shadow, true],
    ['not before there are labels', rollout, noWindows, 1, shadow, false],
    ['not of what an earlier stage scored', rollout, labelled, 1, { at: 'canary', stage: 1 } as Standing, false],
    ['not of what another epoch scored', rollout, labelled, 2, shadow, false],
    ['not of what was scored outside of stages', rollout, labelled, 1, { at: 'waiting' } as Standing, false],
    ['not before it has entered a stage', waiting, labelled, 1, { at: 'waiting' } as Standing, false],
    ['not where nobody holds it', nothingLive, labelled, 1, { at: 'steady' } as Standing, false],
  ] as const)('%s', (_, deployment, windows, epoch, standing, expected) => {
    const ready = labelsReadyFor(deployment, withScored(windows, predictionsOf(0, { epoch }), standing), 0);
    expect(ready !== undefined).toBe(expected);
    if (expected) expect(ready).toMatchObject({ epoch: 1, stage: 0, labelPane: 2 });
  });
});
