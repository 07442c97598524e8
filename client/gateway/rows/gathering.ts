import { randomUUID } from 'node:crypto';

/** When a batch is full, or old enough. */
export interface BatchBounds {
  readonly maxRows: number;
  /** Milliseconds from its first rows. */
  readonly maxAge: number;
}

/** A batch that is being gathered: requests join it until it is closed. */
export interface Gathering<Part> {
  readonly name: string;
  /** Counts rows in, and closes the batch where it is full with them; `part` becomes undefined where they do not come after all. */
  join(size: { readonly rows: number; readonly bytes: number }, part: Promise<Part | undefined>): void;
}

/** Batches that are open, one a key. */
export interface Gatherings<Part> {
  open(key: string, bounds: BatchBounds): Gathering<Part>;
  /** Closes all that are open, and each that is opened from now on with its first rows. */
  hurry(): void;
}

const maxBytes = 8 * 1_024 * 1_024;

/** @param close what is done with a batch's parts, in order, once they are all known; it settles them itself */
export function gatherings<Part>(close: (name: string, parts: readonly Part[]) => void): Gatherings<Part> {
  const opened = new Map<string, { readonly gathering: Gathering<Part>; readonly end: () => void }>();
  let hurried = false;

  function begin(key: string, { maxRows, maxAge }: BatchBounds) {
    const name = randomUUID();
    const parts: Promise<Part | undefined>[] = [];
    let [rows, bytes] = [0, 0];
    const end = () => {
      clearTimeout(timer);
      opened.delete(key);
      void Promise.all(parts).then((known) =>
        close(
          name,
          known.filter((part) => part !== undefined),
        ),
      );
    };
    const timer = setTimeout(end, maxAge);
    const gathering: Gathering<Part> = {
      name,
      join(size, part) {
        parts.push(part);
        rows += size.rows;
        bytes += size.bytes;
        if (hurried || rows >= maxRows || bytes >= maxBytes) end();
      },
    };
    return { gathering, end };
  }

  return {
    open(key, bounds) {
      const found = opened.get(key) ?? begin(key, bounds);
      opened.set(key, found);
      return found.gathering;
    },
    hurry() {
      hurried = true;
      for (const { end } of [...opened.values()]) end();
    },
  };
}
