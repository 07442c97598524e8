/** What a code means, and what to do about it. */
export interface Meaning {
  readonly cause: string;
  readonly remedy: string;
}

export type Meanings = Readonly<Record<string, Meaning>>;
