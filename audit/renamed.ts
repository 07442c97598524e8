import { chainsOf, type DecisionChain, type LoggedDecision } from './log.ts';

/** A stream that went on under another name: workflow ids. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

const isMove = ({ kind, code, outcome }: LoggedDecision['decision']): boolean =>
  kind === 'stream' && code === 'PIPELINE_RENAMED' && outcome === 'renamed';

/** The moves that decisions of streams tell of. */
export const movesIn = (log: readonly LoggedDecision[]): Move[] =>
  log.flatMap(({ workflowId: from, decision }) => (isMove(decision) ? [{ from, to: decision.subject }] : []));

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
  const move = chain.decisions.findLast(({ decision }) => isMove(decision))?.decision;
  if (!move) return chain.workflowId;
  const [state] = move.inputs ?? [];
  const successor = chains.find(
    ({ workflowId, decisions: [first] }) =>
      workflowId === move.subject &&
      first?.decision.code === 'PIPELINE_RENAMED' &&
      first.decision.inputs?.[0] === state,
  );
  return successor ? ownerOf(successor, chains) : move.subject;
}
