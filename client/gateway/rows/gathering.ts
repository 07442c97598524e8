import { randomUUID } from 'node:crypto';

/** The limits at which a batch is closed. */
export interface BatchBounds {
  readonly maxRows: number;
  /** In milliseconds from the first rows. */
  readonly maxAge: number;
}

/** A batch that is being gathered. Requests join it until it is closed. */
export interface Gathering<Part> {
  readonly name: string;
  /**
   * Adds rows, and closes the batch if it is then full. `part` resolves to undefined if the rows are not in the batch
   * after all.
   */
  join(size: { readonly rows: number; readonly bytes: number }, part: Promise<Part | undefined>): void;
}

/** The open batches, one for each key. */
export interface Gatherings<Part> {
  open(key: string, bounds: BatchBounds): Gathering<Part>;
  /** Closes all open batches. From then on, each batch is closed as soon as it has its first rows. */
  hurry(): void;
}

const maxBytes = 8 * 1_024 * 1_024;

/** @param close called with the parts of a closed batch, in order, once all are known; it settles the parts itself */
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
