import type { Announcement } from '#contracts/arrival.ts';
import { type Result, refuse, succeed } from '#contracts/problem.ts';
import { nearest } from '../nearest.ts';
import type { KnownPipeline } from './pipelines.ts';

/**
 * The partitions whose streams an announcement goes to: those that it names, of a source that is partitioned; otherwise all.
 * Refused with `PARTITION_UNKNOWN` where it names another: streams are started by `apply`, never by an arrival.
 */
export function partitionsOf(
  announcement: Announcement,
  { partitions, partitioned }: Pick<KnownPipeline, 'partitions' | 'partitioned'>,
): Result<readonly string[]> {
  const named = announcement.kind === 'arrival' ? announcement.partitions : undefined;
  const unknown = named?.find((name) => !partitions.includes(name));
  if (unknown !== undefined) {
    const guess = nearest(unknown, partitions);
    return refuse({
      code: 'PARTITION_UNKNOWN',
      message: `the pipeline declares no partition \`${unknown}\``,
      path: 'data.partitions',
      observed: unknown,
      expected: `of ${partitions.slice(0, 20).join(', ')}`,
      ...(guess !== undefined && { remedy: `Did you mean \`${guess}\`?` }),
    });
  }
  return succeed(named && partitioned.includes(announcement.source) ? [...new Set(named)] : partitions);
}
