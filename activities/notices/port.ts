import type { CodeName } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';

export interface Notice {
  /** Hash of the decision that it tells of: receivers use it to drop repeats. */
  readonly key: Digest;
  readonly code: CodeName;
  readonly subject: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly evidence: readonly Digest[];
}

export interface NoticeActivities {
  /** Posts a notice to the spec's webhook; a refusal is tried again a bounded number of times. */
  sendNotice(input: { readonly url: string; readonly notice: Notice }): Promise<void>;
}
