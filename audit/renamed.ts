import { streamDecision } from '#domain/decisions/stream.ts';
import { chainsOf, type DecisionChain, type LoggedDecision } from './log.ts';

/** A stream that went on under another name: workflow ids. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What a stream said when it was moved: to which stream, with which state. */
function moveIn({ decision }: LoggedDecision) {
  const read = streamDecision.read(decision);
  return read?.outcome === 'renamed' ? { to: read.about, state: read.inputs.state } : undefined;
}

/** The moves that decisions of streams tell of. */
export const movesIn = (log: readonly LoggedDecision[]): Move[] =>
  log.flatMap((entry) => {
    const move = moveIn(entry);
    return move ? [{ from: entry.workflowId, to: move.to }] : [];
  });

/** These ids, and all that one comes to from them by moves, forwards or backwards. */
export function reached(ids: readonly string[], moves: readonly Move[], to: 'from' | 'to'): string[] {
  const of = to === 'to' ? 'from' : 'to';
  const found = new Set(ids);
  for (const id of found) for (const move of moves) if (move[of] === id) found.add(move[to]);
  return [...found];
}

/** Of a log of several streams, the decisions that are one stream's: also what it decided under other names, and not what others took over. */
export function ownLog(id: string, log: readonly LoggedDecision[]): LoggedDecision[] {
  const chains = chainsOf(log);
  return chains.filter((chain) => ownerOf(chain, chains) === id).flatMap(({ decisions }) => [...decisions]);
}

/** The stream that goes on with what a chain knew; its own where none does. */
function ownerOf(chain: DecisionChain, chains: readonly DecisionChain[]): string {
  const move = chain.decisions.map(moveIn).findLast((found) => found !== undefined);
  if (!move) return chain.workflowId;
  const successor = chains.find(({ workflowId, decisions: [first] }) => {
    const begun = first && streamDecision.read(first.decision);
    return workflowId === move.to && begun?.outcome === 'taken over' && begun.inputs.state === move.state;
  });
  return successor ? ownerOf(successor, chains) : move.to;
}
