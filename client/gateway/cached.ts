interface Entry<T> {
  readonly from: number;
  readonly value: Promise<T>;
  /** Whether the lookup has succeeded: what is still under way cannot serve while the next one is. */
  settled: boolean;
}

/**
 * Remembers what an asynchronous lookup said for a while, by key; lookups of one key that meet share one call, and one that
 * fails is forgotten.
 *
 * @param forMs milliseconds from the beginning of the lookup; for as long again the value still serves while it is looked up anew
 * @param capacity keys that are remembered, at most; the oldest go first
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
      // Who asks when the old value is over hears of it.
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
