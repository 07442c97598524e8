import type { Decision } from '#contracts/decision.ts';
import { canonicalJson } from '#domain/digest.ts';
import type { Replayed } from '#worker/replay/replay.ts';
import type { Recorded } from './recorded.ts';

/** How a replay went another way than the run did, and where that shows first; undefined where it did not. */
export type Divergence =
  /** Temporal itself says that the code does not fit the history. */
  | { readonly by: 'temporal'; readonly message: string }
  /** Another choice was made. */
  | { readonly by: 'decision'; readonly seq: number; readonly fields: readonly string[] }
  /** The same choices, after other commands or results. */
  | { readonly by: 'chain'; readonly seq: number }
  /** Only what came after the last decision. */
  | { readonly by: 'seal' };

export function divergenceOf(recorded: Recorded, replayed: Replayed): Divergence | undefined {
  if (replayed.failure !== undefined) return { by: 'temporal', message: replayed.failure };
  const decisions = replayed.decisions.map(({ decision }) => decision);
  const length = Math.max(recorded.decisions.length, decisions.length);
  for (let at = 0; at < length; at += 1) {
    const [was, is] = [recorded.decisions[at], decisions[at]];
    const seq = (was ?? is)?.seq ?? at;
    const fields = changedFields(was, is);
    if (fields.length > 0) return { by: 'decision', seq, fields };
    if (was?.hash !== is?.hash) return { by: 'chain', seq };
  }
  return canonicalJson(recorded.sealed ?? null) === canonicalJson(replayed.seal ?? null) ? undefined : { by: 'seal' };
}

/** The fields that differ, but for those which chain a decision to what went before. */
function changedFields(was: Partial<Decision> = {}, is: Partial<Decision> = {}): string[] {
  const [before, after] = [fieldsOf(was), fieldsOf(is)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => before.get(name) !== after.get(name)).sort();
}

const fieldsOf = ({ hash: _hash, previous: _previous, ...content }: Partial<Decision>) =>
  new Map(Object.entries(content).map(([name, value]) => [name, canonicalJson(value)]));
