import { dirname, join } from 'node:path/posix';
import type { Seen } from './places/place.ts';

/** When a file is whole: another file says so, or nothing has changed of it for a while. */
export type CompletenessRule =
  | { readonly marker: string }
  /** Milliseconds. */
  | { readonly stableFor: number };

/** Tells the files that are whole from those that are not, look by look. */
export interface Completeness {
  /** The paths of those that are whole, among all that were seen at a moment of a clock that never goes back, in milliseconds. */
  wholeOf(seen: readonly Seen[], at: number): ReadonlySet<string>;
}

export function completenessBy(rule: CompletenessRule): Completeness {
  return 'marker' in rule ? markers(rule.marker) : stability(rule.stableFor);
}

/**
 * A marker that begins with a dot is appended to the name of the file (`.done`), another is a file beside it (`_SUCCESS`). It counts only
 * for what is not newer than itself.
 */
function markers(marker: string): Completeness {
  const markerOf = ({ path }: Seen) => (marker.startsWith('.') ? path + marker : join(dirname(path), marker));
  return {
    wholeOf(seen) {
      const at = new Map(seen.map(({ path, modifiedAt }) => [path, modifiedAt]));
      const whole = seen.filter((one) => (at.get(markerOf(one)) ?? Number.NEGATIVE_INFINITY) >= one.modifiedAt);
      return new Set(whole.map(({ path }) => path));
    },
  };
}

function stability(stableFor: number): Completeness {
  let known = new Map<string, { readonly mark: string; readonly since: number }>();
  return {
    wholeOf(seen, at) {
      const now = new Map<string, { readonly mark: string; readonly since: number }>();
      for (const { path, mark } of seen) {
        const before = known.get(path);
        now.set(path, before?.mark === mark ? before : { mark, since: at });
      }
      known = now;
      return new Set([...now].filter(([, { since }]) => at - since >= stableFor).map(([path]) => path));
    },
  };
}
