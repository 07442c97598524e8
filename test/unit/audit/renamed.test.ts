import { describe, expect, it } from 'vitest';
import type { LoggedDecision } from '#audit/log.ts';
import { movesIn, ownLog, reached } from '#audit/renamed.ts';
import type { Choice } from '#contracts/decision.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { sha256 } from '#domain/digest.ts';

let at = 0;
function logOf(workflowId: string, firstRunId: string, choices: readonly Choice[]): LoggedDecision[] {
  let chain = beginChain(workflowId, firstRunId);
  return choices.map((choice) => {
    const { chain: next, decision } = append(chain, choice, at++);
    chain = next;
    return { workflowId, workflowType: 'stream', runId: firstRunId, firstRunId, generation: 0, decision };
  });
}
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
  ...logOf(a, 'a1', [accepted('1'), move('renamed', b, 'first')]),
  ...logOf(b, 'b1', [move('taken over', a, 'first'), accepted('2'), move('renamed', c, 'second')]),
  ...logOf(c, 'c1', [move('taken over', b, 'second'), accepted('3')]),
  // The old name is applied again, and is another stream.
  ...logOf(a, 'a2', [accepted('4')]),
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
