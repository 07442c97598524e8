/**
 * Remembers what an asynchronous lookup said for a while, by key; lookups of one key that meet share one call, and one that
 * fails is forgotten.
 *
 * @param forMs milliseconds from the beginning of the lookup
 * @param capacity keys that are remembered, at most; the oldest go first
 */
export function cached<T>(
  lookup: (key: string) => Promise<T>,
  forMs: number,
  capacity = 1_000,
): (key: string) => Promise<T> {
  const known = new Map<string, { readonly until: number; readonly value: Promise<T> }>();
  return (key) => {
    const entry = known.get(key);
    if (entry !== undefined && performance.now() < entry.until) return entry.value;
    const value = lookup(key);
    const fresh = { until: performance.now() + forMs, value };
    known.delete(key);
    known.set(key, fresh);
    for (const oldest of known.keys()) {
      if (known.size <= capacity) break;
      known.delete(oldest);
    }
    value.catch(() => {
      if (known.get(key) === fresh) known.delete(key);
    });
    return value;
  };
}
