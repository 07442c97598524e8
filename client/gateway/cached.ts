interface Entry<T> {
  readonly from: number;
  readonly value: Promise<T>;
  /** Whether the lookup has succeeded. Only then may its value still be used during the next lookup. */
  settled: boolean;
}

/**
 * Caches the values of an asynchronous lookup by key. Simultaneous lookups of one key share one call. A failed lookup
 * is not cached.
 *
 * @param forMs how long a value is fresh, in milliseconds from the start of its lookup; for as long again it is still
 * returned while a new lookup runs
 * @param capacity the most keys that are cached; the oldest are removed first
 */
export function cached<T>(
  lookup: (key: string) => Promise<T>,
  forMs: number,
  capacity = 1_000,
): (key: string) => Promise<T> {
  const known = new Map<string, Entry<T>>();
  const renewing = new Set<string>();

  function remember(key: string, entry: Entry<T>): void {
    known.delete(key);
    known.set(key, entry);
    for (const oldest of known.keys()) {
      if (known.size <= capacity) break;
      known.delete(oldest);
    }
  }

  function begin(key: string): Entry<T> {
    const entry: Entry<T> = { from: performance.now(), value: lookup(key), settled: false };
    entry.value.then(
      () => {
        entry.settled = true;
      },
      () => {
        if (known.get(key) === entry) known.delete(key);
      },
    );
    return entry;
  }

  function renew(key: string): void {
    if (renewing.has(key)) return;
    renewing.add(key);
    const entry = begin(key);
    entry.value
      .then(() => remember(key, entry))
      // The old value is kept. A caller that needs a new one looks it up again and gets the error.
      .catch(() => undefined)
      .finally(() => renewing.delete(key));
  }

  return (key) => {
    const entry = known.get(key);
    const age = entry === undefined ? Number.POSITIVE_INFINITY : performance.now() - entry.from;
    if (entry !== undefined && (age < forMs || (entry.settled && age < 2 * forMs))) {
      if (age >= forMs) renew(key);
      return entry.value;
    }
    const fresh = begin(key);
    remember(key, fresh);
    return fresh.value;
  };
}
