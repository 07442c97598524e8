import { z } from 'zod';
import { Digest } from './digest.ts';
import { EpochMs } from './time.ts';

/** The statement that a person signs, as RFC 8785 canonical JSON. */
export const ApprovalStatement = z.strictObject({
  /** Id of the promotion workflow. */
  promotion: z.string(),
  /** Digest of the evidence that was seen. */
  evidence: Digest,
  verdict: z.enum(['approve', 'reject']),
  principal: z.string(),
  at: EpochMs,
  /** The artifact of the reason: free text is kept out of histories. */
  reason: Digest.optional(),
});
export type ApprovalStatement = z.infer<typeof ApprovalStatement>;

/** A statement with its Ed25519 signature (64 bytes as 128 hexadecimal digits), however it is sent. */
export const ApprovalEnvelope = z.strictObject({
  statement: ApprovalStatement,
  signature: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .optional(),
});
export type ApprovalEnvelope = z.infer<typeof ApprovalEnvelope>;
