import type { Digest } from '#contracts/digest.ts';
import type { PaneAccount } from '#contracts/ledger.ts';
import type { Measure } from '#contracts/measure.ts';
import type { Repair, Snapshot, SnapshotPart } from '#contracts/snapshot.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { createMeasurer } from '../engine/measure.ts';
import { referenceIn } from '../engine/reference.ts';
import { fatesOf, unreadableIn } from './account.ts';
import type { Assembled, PaneInput } from './port.ts';

export interface Publication {
  readonly input: PaneInput & { readonly plan: readonly Measure[] };
  readonly batches: Snapshot['batches'];
  readonly parts: readonly SnapshotPart[];
  readonly account: PaneAccount;
  readonly remediatedFrom?: Digest;
  readonly rulings?: readonly Digest[] | undefined;
  readonly repairs?: readonly Repair[];
  readonly signal?: AbortSignal | undefined;
}

/** Stores a snapshot's manifest and account, and measures its parts. It does not publish the pane: its stream does, after the gate. */
export async function publish(
  { input, batches, parts, account, remediatedFrom, repairs = [], rulings, signal }: Publication,
  artifacts: ArtifactStore,
  measure: ReturnType<typeof createMeasurer>,
): Promise<Assembled> {
  const { pipeline, partition, feed, window, pane, plan, sources } = input;
  const manifest: Snapshot = {
    pipeline,
    partition,
    feed,
    window,
    pane,
    batches,
    parts: [...parts],
    ...(remediatedFrom && { remediatedFrom }),
    ...(rulings && { rulings: [...rulings] }),
    ...(repairs.length > 0 && { repairs: [...repairs] }),
  };
  const paths = Promise.all(
    parts.map(async ({ source, data }): Promise<[string, string[]]> => [source, [await artifacts.path(data)]]),
  );
  const [snapshot, accounted, measurements] = await Promise.all([
    artifacts.putJson(manifest),
    artifacts.putJson(account),
    paths.then((files) => measure({ plan, files: new Map(files), reference: referenceIn(artifacts), signal })),
  ]);
  return {
    snapshot: snapshot.digest,
    rows: Object.fromEntries(sources.map(({ name }) => [name, parts.find(({ source }) => source === name)?.rows ?? 0])),
    parts: Object.fromEntries(parts.map(({ source, data }) => [source, data])),
    account: accounted.digest,
    fates: fatesOf(account),
    unreadable: unreadableIn(account),
    measurements,
  };
}
