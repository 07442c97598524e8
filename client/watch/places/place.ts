/** A file or object as a look at its place shows it. */
export interface Seen {
  /** Relative to the place, with slashes. */
  readonly path: string;
  /** Changes when the content does: of a file its inode, size and times, of an object its ETag. */
  readonly mark: string;
  /** Epoch milliseconds, by the clock of the place. */
  readonly modifiedAt: number;
}

/** Where files appear: a folder, or a prefix of a bucket. */
export interface Place {
  /** For people, and for what is remembered of it. */
  readonly name: string;
  /** All that is there now, in order of path. */
  list(): Promise<Seen[]>;
  /** Copies it to a local file, and says whether it was still as it was seen, from the beginning of the copy to its end. */
  copy(seen: Seen, to: string): Promise<boolean>;
}

export const byPath = (a: Seen, b: Seen): number => (a.path < b.path ? -1 : 1);
