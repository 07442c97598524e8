const everyMs = 1_000;

/** Passes on the newest value, at most once a second. */
export interface Pace<T> {
  add(value: T): void;
  /** Drops the value that waits. */
  stop(): void;
}

export function paced<T>(tell: (value: T) => void): Pace<T> {
  let timer: NodeJS.Timeout | undefined;
  let waiting: { readonly value: T } | undefined;
  const add = (value: T): void => {
    if (timer) {
      waiting = { value };
      return;
    }
    tell(value);
    timer = setTimeout(next, everyMs);
  };
  const next = () => {
    timer = undefined;
    const newest = waiting;
    waiting = undefined;
    if (newest) add(newest.value);
  };
  return {
    add,
    stop: () => {
      clearTimeout(timer);
      waiting = undefined;
    },
  };
}
