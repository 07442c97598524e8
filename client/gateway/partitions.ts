import type { Announcement } from '#contracts/arrival.ts';
import { backfillPartition } from '#contracts/ids/partitions.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { type Result, refuse, succeed } from '#contracts/problem.ts';
import type { KnownPipeline } from './pipelines.ts';

/** A partition that the pipeline declares; `PARTITION_UNKNOWN` for any other name. */
export function knownPartition(
  name: string,
  { partitions }: Pick<KnownPipeline, 'partitions'>,
  path: string,
): Result<string> {
  if (partitions.includes(name)) return succeed(name);
  return refuse({
    code: 'PARTITION_UNKNOWN',
    message: `the pipeline declares no partition \`${name}\``,
    path,
    ...misnamed(name, partitions),
  });
}

/**
 * The partitions whose streams an announcement goes to: those that it names, of a source that is partitioned; otherwise all.
 * With a backfill, to the streams of that. Refused with `PARTITION_UNKNOWN` where it names another: streams are started by `apply`, never by an arrival.
 */
export function partitionsOf(
  announcement: Announcement,
  { partitions, partitioned }: Pick<KnownPipeline, 'partitions' | 'partitioned'>,
  backfill: string | undefined,
): Result<readonly string[]> {
  const named = announcement.kind === 'arrival' ? announcement.partitions : undefined;
  for (const name of named ?? []) {
    const found = knownPartition(name, { partitions }, 'data.partitions');
    if (!found.ok) return found;
  }
  const meant = named && partitioned.includes(announcement.source) ? [...new Set(named)] : partitions;
  return succeed(backfill === undefined ? meant : meant.map((partition) => backfillPartition(partition, backfill)));
}
