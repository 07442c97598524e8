import type { Meanings } from './meaning.ts';

/** Codes about announced batches and their rows. */
export const arrival = {
  ARRIVAL_ACCEPTED: { cause: 'The batch was new and has a window that can still take it.', remedy: 'Nothing to do.' },
  ARRIVAL_DUPLICATE: {
    cause: 'The same source and id came before with the same digest.',
    remedy: 'Nothing to do: the repeat had no effect.',
  },
  ARRIVAL_CONFLICT: {
    cause: 'The same source and id came before with another digest.',
    remedy: 'Send the new content under a new id that supersedes the old one.',
  },
  ARRIVAL_EXPIRED: {
    cause: 'Every window of the batch is past its end and its allowed lateness.',
    remedy: 'Re-admit it by hand, or declare a longer `allowedLateness`.',
  },
  ARRIVAL_SUPERSEDED: {
    cause: 'A correction has taken the place of the batch.',
    remedy: 'Nothing to do: windows that had fired get one more pane, without it.',
  },
  BACKFILL_BEGUN: {
    cause: 'A stream of its own was begun for a range of history.',
    remedy: 'Announce the data to it; end it with `tidegate stream drain`.',
  },
  BACKFILL_OUT_OF_RANGE: {
    cause: 'The batch, or the range itself, does not fit the windows that the backfill fills.',
    remedy: 'Split the batch at the edges of the range; begin and end a range where windows do.',
  },
  BACKFILL_NOT_NEEDED: {
    cause: 'The live stream has published the window already, and the spec lets a backfill fill gaps only.',
    remedy: 'Declare `windows.backfill: supersede` where its panes should take their place.',
  },
  CORRECTION_TRACED: {
    cause: 'All that came from the superseded batch was found by lineage.',
    remedy: 'See the list, which the decision names as its evidence.',
  },
  CORRECTION_ACTED: {
    cause: 'A model came from a superseded batch, and what the spec declares under `corrections` was done.',
    remedy: 'Nothing to do.',
  },
  CORRECTION_UNTRACED: {
    cause: 'There is no catalog, so nobody knows what came from the superseded batch.',
    remedy: 'Set TIDEGATE_CATALOG_URL for the worker.',
  },
  CORRECTION_OF_ITSELF: {
    cause: '`supersedes` names the id of the correction itself.',
    remedy: 'Give the correction an id of its own.',
  },
  CORRECTION_TARGET_UNKNOWN: {
    cause: '`supersedes` names an id of this source that the stream does not know, or knows no more.',
    remedy:
      'Announce what it corrects first; for what has expired, announce the correction without `supersedes` and re-admit it.',
  },
  CORRECTION_TARGET_VOID: {
    cause: 'What `supersedes` names counts for nothing: it was refused, or superseded before.',
    remedy: 'Supersede the newest correction instead.',
  },
  CORRECTIONS_TOO_MANY: {
    cause: 'The stream remembers as many superseded batches among others as it can.',
    remedy: 'Wait until the windows of the oldest have expired.',
  },
  CAUSES_AWAITED: {
    cause: 'Batches that must come before this one, by its own word, have not come yet.',
    remedy: 'Announce them.',
  },
  CAUSES_CAME: { cause: 'All batches that this one waited for have come.', remedy: 'Nothing to do.' },
  CAUSES_MISSING: {
    cause: 'Batches that must come before this one did not come in time, or too many others wait.',
    remedy: 'Announce them, then this one again under a new id.',
  },
  ARRIVAL_READMITTED: { cause: 'A person let the expired batch into its windows.', remedy: 'Nothing to do.' },
  ARRIVAL_NOT_EXPIRED: {
    cause: 'The batch is not one of the expired ones that the stream remembers.',
    remedy: 'Look at `tidegate explain arrival ID`; announce it again under a new id.',
  },
  PARTITION_MISSING: {
    cause: 'Rows have no value, or one of no declared partition, in the column that the pipeline is partitioned by.',
    remedy: 'Correct the rows, or declare the partition.',
  },
  ARRIVAL_MALFORMED: {
    cause: 'The event is not a CloudEvent that Tidegate knows.',
    remedy: 'Correct the field that `path` names.',
  },
  ARRIVAL_TIME_REVERSED: {
    cause: '`minTime` lies after `maxTime`.',
    remedy: 'Announce the smallest and the largest event time of the batch.',
  },
  ARRIVAL_TOO_LARGE: {
    cause: 'The request body is above the limit.',
    remedy: 'Put the rows into a file and announce its URI.',
  },
  SOURCE_UNKNOWN: { cause: 'The pipeline declares no such source.', remedy: 'Use one of the names under `sources`.' },
  PIPELINE_UNKNOWN: {
    cause: 'No such pipeline has been applied.',
    remedy: 'Run `tidegate apply`, or correct the name.',
  },
  PIPELINE_REMOVED: {
    cause: 'The pipeline was removed: its streams are drained, and nothing more is taken under its name.',
    remedy: 'Announce to another pipeline, or apply one of this name again: it begins anew.',
  },
  PIPELINE_RENAMED: {
    cause: 'The pipeline goes on under another name.',
    remedy: 'Announce to the name that the answer gives.',
  },
  BACKFILLS_TOO_MANY: {
    cause: 'As many backfills as may run at once do.',
    remedy: 'Drain one that is complete: `tidegate stream drain`.',
  },
  PARTITION_UNKNOWN: {
    cause: 'The pipeline declares no such partition.',
    remedy: 'Use one of the declared partitions.',
  },
  URI_CREDENTIALS: {
    cause: 'The URI carries a user name, a password or a signature.',
    remedy: 'Give Tidegate access to the store; histories keep URIs for ever.',
  },
  URI_UNSUPPORTED: {
    cause: 'The URI has a scheme or a root that Tidegate may not read.',
    remedy: 'Use `artifact:sha256:…`, or a `file:` URI below an allowed folder.',
  },
  STREAM_BACKLOGGED: {
    cause: 'The stream has more undecided arrivals than its history can take.',
    remedy: 'Send again after `Retry-After`; check that a worker runs.',
  },
  STREAM_STATE_LOST: {
    cause: 'The stream was ended from outside; an empty successor would forget its windows.',
    remedy: 'Run `tidegate stream recover`.',
  },
  STREAM_RECOVERED: {
    cause:
      'A stream that was ended from outside goes on in a successor, from the last history and what it had not seen.',
    remedy: 'Nothing to do; see docs/run/operate.md.',
  },
  STREAM_PAUSED: { cause: 'The stream is paused by an operator.', remedy: 'Resume it.' },
  ARTIFACT_MISSING: {
    cause: 'The file was not there when it was read.',
    remedy: 'Restore the file and announce it under a new id.',
  },
  ARTIFACT_DIGEST_MISMATCH: {
    cause: 'The bytes differ from the announced digest.',
    remedy: 'Announce the changed file under a new id.',
  },
  ARTIFACT_ROW_COUNT_MISMATCH: {
    cause: 'The file holds another number of rows than announced.',
    remedy: 'Announce it anew with the true count.',
  },
  ARTIFACT_UNREADABLE: {
    cause: 'The file is not what its format says, or lacks its event time.',
    remedy: 'Write the file anew and announce it under a new id.',
  },
  ROW_MALFORMED: {
    cause:
      'An inline row cannot be read, lacks its event time, or has a value or a column that its contract does not know.',
    remedy: 'Correct the row at this place, and send it under another key.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    cause: 'Inline rows came without a key by which a repeat is known.',
    remedy: 'Send `Idempotency-Key`, another one for each request and the same when it is repeated.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    cause: 'The key came before with another body.',
    remedy: 'Send other rows under a key of their own.',
  },
  ROW_OUTSIDE_DECLARED_TIMES: {
    cause: 'A row lies outside the `minTime` and `maxTime` that its arrival declared.',
    remedy: 'Announce the true span.',
  },
  RECEIPT_UNDELIVERED: {
    cause: 'The receiver of a source refused receipts, or stayed away for too long.',
    remedy: 'Ask for the receipts by poll; correct `receipts` of the source in the spec.',
  },
  MESSAGE_REFUSED: {
    cause: 'A message to a workflow was not of the documented shape.',
    remedy: 'Send the payload that docs/reference/messages.md shows.',
  },
} as const satisfies Meanings;
