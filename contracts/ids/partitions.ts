import { reader } from './reader.ts';

/** How a partition looks within an id or a subject: one name, and perhaps the backfill that fills its windows. */
export const partitionForm = '([^/]+(?:/backfill-[^/]+)?)';

/** The partition of a backfill's stream, beside the live one: `{partition}/backfill-{backfill}`. */
export const backfillPartition = (partition: string, backfill: string): string => `${partition}/backfill-${backfill}`;

interface BackfillName {
  readonly partition: string;
  readonly backfill: string;
}

/** The backfill of a partition's name, and the partition whose windows it fills; undefined for a live partition. */
export const backfillNamed = reader<BackfillName>(/^([^/]+)\/backfill-([^/]+)$/, (partition, backfill) => ({
  partition,
  backfill,
}));
