/** A first-in, first-out list of bounded length: what is added to a full one pushes the oldest out. */
export interface Backlog<T> {
  readonly length: number;
  /** Whether something was pushed out. */
  add(item: T): boolean;
  /** The oldest items, at most so many. */
  take(count: number): T[];
}

/** Removed items are cut off now and then, not one by one, so every operation is cheap, whatever the length. */
export function openBacklog<T>(capacity: number): Backlog<T> {
  let items: T[] = [];
  let gone = 0;

  const leave = (count: number) => {
    gone += count;
    if (gone * 2 < items.length) return;
    items = items.slice(gone);
    gone = 0;
  };

  return {
    get length() {
      return items.length - gone;
    },
    add: (item) => {
      const full = items.length - gone >= capacity;
      items.push(item);
      if (full) leave(1);
      return full;
    },
    take: (count) => {
      const taken = items.slice(gone, gone + count);
      leave(taken.length);
      return taken;
    },
  };
}
