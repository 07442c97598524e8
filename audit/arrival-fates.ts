import type { ArrivalKey, FateCounts } from '#contracts/ledger.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { accountIn, type LedgerArtifacts, loadNamed } from './ledger.ts';
import type { LoggedDecision } from './log.ts';

/** The fates of one accepted arrival's rows, from the newest decided pane of each window that read it. */
export interface ArrivalFates extends ArrivalKey {
  readonly stream: string;
  readonly declared: number;
  readonly windows: readonly WindowFates[];
}

interface WindowFates {
  readonly start: number;
  readonly pane: number;
  /** `published`, `held`, `rejected` or `superseded`. */
  readonly outcome: string;
  readonly fates: FateCounts;
}

/**
 * Finds accepted arrivals and their fates. An accepted arrival has no decision of its own, so it is looked up in the
 * segments of the decisions that accepted batches of arrivals.
 */
export async function arrivalFates(
  log: readonly LoggedDecision[],
  artifacts: ArtifactStore,
  isMeant: (key: ArrivalKey) => boolean,
): Promise<ArrivalFates[]> {
  return fatesIn(log, await loadNamed(log, artifacts), isMeant);
}

export function fatesIn(
  log: readonly LoggedDecision[],
  { segments, accounts }: LedgerArtifacts,
  isMeant: (key: ArrivalKey) => boolean,
): ArrivalFates[] {
  const accepted = log.flatMap(({ workflowId: stream, decision }) =>
    (segments.get(arrivalsDecision.read(decision)?.inputs.segment ?? '') ?? [])
      .filter(isMeant)
      .map(({ source, id, rows }) => ({ stream, source, id, declared: rows })),
  );
  return accepted.map((arrival) => ({ ...arrival, windows: windowsOf(log, accounts, arrival) }));
}

function windowsOf(
  log: readonly LoggedDecision[],
  accounts: LedgerArtifacts['accounts'],
  { stream, source, id }: ArrivalKey & { readonly stream: string },
): WindowFates[] {
  const windows = new Map<number, WindowFates>();
  for (const { workflowId, decision } of log) {
    const account = accounts.get(accountIn(decision) ?? '');
    const read = account?.arrivals.find((arrival) => arrival.source === source && arrival.id === id);
    if (workflowId !== stream || !account || !read) continue;
    const { window, pane } = account;
    const known = windows.get(window.start);
    if ((known?.pane ?? -1) > pane) continue;
    const outcome = paneDecision.read(decision)?.outcome ?? known?.outcome ?? decision.outcome;
    windows.set(window.start, { start: window.start, pane, outcome, fates: read.fates });
  }
  return [...windows.values()].sort((a, b) => a.start - b.start);
}
