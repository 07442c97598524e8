import type { Digest } from '#contracts/digest.ts';

export interface ArtifactActivities {
  /** Stores a value as canonical JSON: its digest is `digestOf(value)`. */
  storeJson(input: { readonly value: unknown }): Promise<Digest>;
  /** Stores a text (release notes) as UTF-8. */
  storeText(input: { readonly text: string }): Promise<Digest>;
  /** Marks that a stream was begun, so that one that was ended from outside is never begun again empty. */
  markGenesis(input: { readonly stream: string; readonly content: unknown }): Promise<Digest>;
}
