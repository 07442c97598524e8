import { codes } from '#contracts/codes.ts';
import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { isIntact } from '#domain/decisions/chain.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { type Evidence, readEvidence } from './evidence.ts';
import type { LoggedDecision } from './log.ts';

/** A decision with what its code means and what its evidence says. */
export interface Explained {
  readonly decision: Decision;
  readonly workflowId: string;
  readonly runId: string;
  readonly status?: string;
  readonly cause: string;
  readonly remedy: string;
  /** Whether its hash is that of its content. */
  readonly intact: boolean;
  readonly evidence: readonly { readonly digest: Digest; readonly content: Evidence }[];
}

export async function explained(entry: LoggedDecision, artifacts: ArtifactStore): Promise<Explained> {
  const { decision, workflowId, runId, status } = entry;
  const evidence = [];
  for (const digest of decision.evidence ?? [])
    evidence.push({ digest, content: await readEvidence(digest, artifacts) });
  const { cause, remedy } = codes[decision.code];
  return {
    decision,
    workflowId,
    runId,
    ...(status && { status }),
    cause,
    remedy,
    intact: isIntact(decision),
    evidence,
  };
}
