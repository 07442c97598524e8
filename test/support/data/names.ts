import fc from 'fast-check';
import { backfillPartition } from '#contracts/ids/partitions.ts';
import { dataFeed } from '#contracts/window.ts';

// What specs, announcements and commands let through: see the schemas of `Name`, `PartitionName`, `BackfillId`, `Arrival`.

/** Of a pipeline, a model, a source; some are called like something else. */
export const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,62}$/),
  fc.constantFrom('all', 'data', 'backfill-2012'),
);

export const livePartition = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/),
  fc.constantFrom('all', 'backfill-1', '0'),
);

export const backfill = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/);

export const partition = fc.oneof(
  livePartition,
  fc.tuple(livePartition, backfill).map(([of, id]) => backfillPartition(of, id)),
);

export const feed = fc.oneof(fc.constant(dataFeed), name);

/** An arrival's id and a column are any text; the first ones look like other parts. */
export const text = fc.oneof(
  fc.constantFrom('a/b', '/', '5/data', 'backfill-1/data/5', 'line\nbreak', '~'),
  fc.string({ minLength: 1, maxLength: 500, unit: 'binary' }),
);

/** The short digest by which a training or a version of a model is named. */
export const version = fc.stringMatching(/^[0-9a-f]{12}$/);

/** When a window begins, in epoch milliseconds. */
export const start = fc.maxSafeInteger();

export const pane = fc.nat();
