import { z } from 'zod';

/** The most streams that a pipeline may have. */
const mostPartitions = 256;

/** A partition's name becomes part of workflow ids. */
const PartitionName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected letters, digits, dots, dashes and underscores');

/** A stream for each value of a column, or for each of `hash` parts of its values. */
export const Partitions = z.union([
  z.strictObject({ by: z.string().min(1).max(200), values: z.array(PartitionName).min(1).max(mostPartitions) }),
  z.strictObject({ by: z.string().min(1).max(200), hash: z.number().int().min(2).max(mostPartitions) }),
]);
export type Partitions = z.infer<typeof Partitions>;

/** The one partition of an unpartitioned pipeline. */
export const wholePartition = 'all';

/** The names of a pipeline's partitions: a stream each. Hashed partitions are called by their number, from 0. */
export function partitionNames(partitions: Partitions | undefined): readonly string[] {
  if (!partitions) return [wholePartition];
  return 'values' in partitions ? partitions.values : Array.from({ length: partitions.hash }, (_, i) => String(i));
}
