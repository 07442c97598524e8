import { streamDecision } from '#domain/decisions/stream.ts';
import { chainsOf, type DecisionChain, type LoggedDecision } from './log.ts';

/** A stream that was renamed; both are workflow ids. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** The rename that a decision records: the new stream, and the digest of the state that was handed over. */
function moveIn({ decision }: LoggedDecision) {
  const read = streamDecision.read(decision);
  return read?.outcome === 'renamed' ? { to: read.about, state: read.inputs.state } : undefined;
}

/** The renames in a log. */
export const movesIn = (log: readonly LoggedDecision[]): Move[] =>
  log.flatMap((entry) => {
    const move = moveIn(entry);
    return move ? [{ from: entry.workflowId, to: move.to }] : [];
  });

/** Follows renames from these ids, forwards (`to`) or backwards (`from`). Returns the ids and all that were reached. */
export function reached(ids: readonly string[], moves: readonly Move[], to: 'from' | 'to'): string[] {
  const of = to === 'to' ? 'from' : 'to';
  const found = new Set(ids);
  for (const id of found) for (const move of moves) if (move[of] === id) found.add(move[to]);
  return [...found];
}

/**
 * Selects one stream's decisions from a log of several. Includes those that it made under earlier names, and leaves out
 * those of another stream that continued under its name.
 */
export function ownLog(id: string, log: readonly LoggedDecision[]): LoggedDecision[] {
  const chains = chainsOf(log);
  return chains.filter((chain) => ownerOf(chain, chains) === id).flatMap(({ decisions }) => [...decisions]);
}

/** The newest name of the stream that continues a chain's state; the chain's own if it was not renamed. */
function ownerOf(chain: DecisionChain, chains: readonly DecisionChain[]): string {
  const move = chain.decisions.map(moveIn).findLast((found) => found !== undefined);
  if (!move) return chain.workflowId;
  const successor = chains.find(({ workflowId, decisions: [first] }) => {
    const begun = first && streamDecision.read(first.decision);
    return workflowId === move.to && begun?.outcome === 'taken over' && begun.inputs.state === move.state;
  });
  return successor ? ownerOf(successor, chains) : move.to;
}
