import { describe, expect, it } from 'vitest';
import { movesIn, ownLog, reached } from '#audit/renamed.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { sha256 } from '#domain/digest.ts';
import { logOf } from '#test/support/data/decisions.ts';

const move = (outcome: 'renamed' | 'taken over', about: string, state: string) =>
  streamDecision.draft({
    about,
    outcome,
    code: 'PIPELINE_RENAMED',
    numbers: { arrivals: 1, waiting: 0, panes: 0 },
    inputs: { state: sha256(state) },
  });
const accepted = (name: string) =>
  arrivalsDecision.draft({
    about: 'all',
    outcome: 'accepted',
    code: 'ARRIVAL_ACCEPTED',
    numbers: { arrivals: 1, rows: 1, firstOrdinal: 0, lastOrdinal: 0 },
    inputs: { segment: sha256(name) },
  });

const [a, b, c] = ['stream/a/all', 'stream/b/all', 'stream/c/all'] as const;
const log = [
  ...logOf(a, [accepted('1'), move('renamed', b, 'first')], 'a1'),
  ...logOf(b, [move('taken over', a, 'first'), accepted('2'), move('renamed', c, 'second')], 'b1', 2),
  ...logOf(c, [move('taken over', b, 'second'), accepted('3')], 'c1', 5),
  // The old name is applied again, and is another stream.
  ...logOf(a, [accepted('4')], 'a2', 7),
];
const acceptedBy = (id: string) =>
  ownLog(id, log).flatMap(({ decision }) => arrivalsDecision.read(decision)?.inputs.segment ?? []);
const segments = (...names: string[]) => names.map((name) => sha256(name));

describe('streams that were renamed', () => {
  it('have decided what they did under any name, and not what another of that name did', () => {
    expect(acceptedBy(c)).toEqual(segments('1', '2', '3'));
    expect(acceptedBy(b)).toEqual([]);
    expect(acceptedBy(a)).toEqual(segments('4'));
  });

  it('are found from each of their names', () => {
    const moves = movesIn(log);
    expect(reached([a], moves, 'to')).toEqual([a, b, c]);
    expect(reached([c], moves, 'from')).toEqual([c, b, a]);
    expect(reached([c], moves, 'to')).toEqual([c]);
  });
});
