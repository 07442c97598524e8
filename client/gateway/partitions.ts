import type { Announcement } from '#contracts/arrival.ts';
import { backfillPartition } from '#contracts/ids/partitions.ts';
import { misnamed } from '#contracts/misnamed.ts';
import { type Result, refuse, succeed } from '#contracts/problem.ts';
import type { KnownPipeline } from './pipelines.ts';

/** Checks that the pipeline declares a partition; `PARTITION_UNKNOWN` otherwise. */
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
 * The partitions whose streams receive an announcement: the ones that it names, if its source is partitioned; otherwise
 * all. With `backfill`, the partitions of that backfill instead.
 *
 * Refused with `PARTITION_UNKNOWN` if it names an undeclared one: only `apply` starts streams, never an arrival.
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
