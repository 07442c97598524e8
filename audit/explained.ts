import { codes } from '#contracts/codes.ts';
import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { isIntact } from '#domain/decisions/chain.ts';
import { namedIn } from '#domain/lineage/edges.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { type Evidence, readEvidence } from './evidence.ts';
import type { LoggedDecision } from './log.ts';
import { type Similar, similarTo } from './similar.ts';

/** A decision, the meaning of its code, and the content of its evidence. */
export interface Explained {
  readonly decision: Decision;
  readonly workflowId: string;
  readonly runId: string;
  readonly status?: string;
  readonly cause: string;
  readonly remedy: string;
  /** Whether the decision's hash matches its content. */
  readonly intact: boolean;
  readonly evidence: readonly { readonly name: string; readonly digest: Digest; readonly content: Evidence }[];
  /** How earlier panes with the same finding were treated. */
  readonly similar?: Similar;
}

/** @param log all decisions; similar ones are looked for among them */
export async function explained(
  entry: LoggedDecision,
  log: readonly LoggedDecision[],
  artifacts: ArtifactStore,
): Promise<Explained> {
  const { decision, workflowId, runId, status } = entry;
  const evidence = [];
  for (const named of namedIn(decision.evidence))
    evidence.push({ ...named, content: await readEvidence(named.digest, artifacts) });
  const { cause, remedy } = codes[decision.code];
  const similar = similarTo(entry, log);
  return {
    decision,
    workflowId,
    runId,
    ...(status && { status }),
    cause,
    remedy,
    intact: isIntact(decision),
    evidence,
    ...(similar && { similar }),
  };
}
