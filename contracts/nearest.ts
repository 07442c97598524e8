import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped name most likely meant; undefined where none is near enough to be a good guess. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || d < best.distance) best = { candidate, distance: d };
  }
  if (best === undefined) return undefined;
  const tolerance = Math.max(2, Math.floor(Math.max(name.length, best.candidate.length) * 0.4));
  return best.distance <= tolerance ? best.candidate : undefined;
}
