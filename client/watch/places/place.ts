/** A file or object as it was listed. */
export interface Seen {
  /** The path relative to the place, with slashes. */
  readonly path: string;
  /** Changes when the content does. For a file it is made of inode, size and times; for an object it is the ETag. */
  readonly mark: string;
  /** When it was last modified, in epoch milliseconds by the clock of the place. */
  readonly modifiedAt: number;
}

/** Where files appear: a folder, or a prefix of a bucket. */
export interface Place {
  /** Names the place to people, and in the watcher's memory file. */
  readonly name: string;
  /** All files that exist now, in order of path. */
  list(): Promise<Seen[]>;
  /**
   * Copies a file to a local path. Returns false if the file is not as it was listed, or changed while it was copied.
   */
  copy(seen: Seen, to: string): Promise<boolean>;
}

export const byPath = (a: Seen, b: Seen): number => (a.path < b.path ? -1 : 1);
