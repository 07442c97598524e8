import type { Digest } from '#contracts/digest.ts';
import type { LineageEdge } from './edges.ts';

/** An artifact that another came from, and over how many steps at least. */
export interface Relative {
  readonly digest: Digest;
  readonly distance: number;
}

/** Everything that an artifact came from, nearest first; itself is not among it, even where edges form a circle. */
export const ancestors = (of: Digest, edges: readonly LineageEdge[]): Relative[] =>
  walk(of, neighbours(edges, 'to', 'from'));

/** Everything that came from an artifact, nearest first. */
export const descendants = (of: Digest, edges: readonly LineageEdge[]): Relative[] =>
  walk(of, neighbours(edges, 'from', 'to'));

type Neighbours = ReadonlyMap<Digest, readonly Digest[]>;

function neighbours(edges: readonly LineageEdge[], key: 'from' | 'to', value: 'from' | 'to'): Neighbours {
  const map = new Map<Digest, Digest[]>();
  for (const edge of edges) {
    const known = map.get(edge[key]);
    if (known) known.push(edge[value]);
    else map.set(edge[key], [edge[value]]);
  }
  return map;
}

function walk(from: Digest, next: Neighbours): Relative[] {
  const seen = new Set([from]);
  const found: Relative[] = [];
  let front: readonly Digest[] = [from];
  for (let distance = 1; front.length > 0; distance += 1) {
    const further = front
      .flatMap((digest) => next.get(digest) ?? [])
      .filter((digest) => !seen.has(digest) && seen.add(digest));
    found.push(...further.map((digest) => ({ digest, distance })));
    front = further;
  }
  return found;
}
