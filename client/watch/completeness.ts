import { dirname, join } from 'node:path/posix';
import type { Seen } from './places/place.ts';

/** The rule by which a file is complete: a marker file exists, or the file has not changed for a while. */
export type CompletenessRule =
  | { readonly marker: string }
  /** In milliseconds. */
  | { readonly stableFor: number };

/** Decides which files are complete, from one listing to the next. */
export interface Completeness {
  /**
   * The paths of the complete files among `seen`. `at` is the time of the listing in milliseconds, from a clock that
   * never goes back.
   */
  wholeOf(seen: readonly Seen[], at: number): ReadonlySet<string>;
}

export function completenessBy(rule: CompletenessRule): Completeness {
  return 'marker' in rule ? markers(rule.marker) : stability(rule.stableFor);
}

/**
 * A marker that begins with a dot is appended to the file's name (`.done`); any other is a file in the same folder
 * (`_SUCCESS`). It counts only for files that are not newer than the marker.
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
