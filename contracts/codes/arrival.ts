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
    cause: 'A correction has replaced the batch.',
    remedy: 'Nothing to do: windows that had fired get one more pane, without it.',
  },
  BACKFILL_BEGUN: {
    cause: 'A separate stream was started for a range of history.',
    remedy: 'Announce the data to it; end it with `tidegate stream drain`.',
  },
  BACKFILL_OUT_OF_RANGE: {
    cause: 'The batch lies outside the range of the backfill, or the range does not begin and end where windows do.',
    remedy: 'Split the batch at the edges of the range; begin and end a range where windows do.',
  },
  BACKFILL_NOT_NEEDED: {
    cause: 'The live stream has published the window already, and the spec lets a backfill fill gaps only.',
    remedy: 'Declare `windows.backfill: supersede` if panes of backfills should replace published ones.',
  },
  CORRECTION_TRACED: {
    cause: 'Everything that was made from the superseded batch was found by lineage.',
    remedy: 'See the list, which the decision names as its evidence.',
  },
  CORRECTION_ACTED: {
    cause: 'A model came from a superseded batch, and what the spec declares under `corrections` was done.',
    remedy: 'Nothing to do.',
  },
  CORRECTION_UNTRACED: {
    cause: 'There is no catalog, so it is not known what was made from the superseded batch.',
    remedy: 'Set TIDEGATE_CATALOG_URL for the worker.',
  },
  CORRECTION_OF_ITSELF: {
    cause: '`supersedes` names the id of the correction itself.',
    remedy: 'Give the correction an id of its own.',
  },
  CORRECTION_TARGET_UNKNOWN: {
    cause: '`supersedes` names an id of this source that the stream does not know, or no longer knows.',
    remedy:
      'Announce what it corrects first; for what has expired, announce the correction without `supersedes` and re-admit it.',
  },
  CORRECTION_TARGET_VOID: {
    cause: 'The batch that `supersedes` names is not in force: it was refused, or superseded before.',
    remedy: 'Supersede the newest correction instead.',
  },
  CORRECTIONS_TOO_MANY: {
    cause: 'The stream cannot remember any more superseded batches.',
    remedy: 'Wait until the windows of the oldest have expired.',
  },
  CAUSES_AWAITED: {
    cause: 'Batches that this one names under `after` have not come yet.',
    remedy: 'Announce them.',
  },
  CAUSES_CAME: { cause: 'All batches that this one names under `after` have come.', remedy: 'Nothing to do.' },
  CAUSES_MISSING: {
    cause: 'Batches that this one names under `after` did not come in time, or too many batches wait already.',
    remedy: 'Announce them, then this one again under a new id.',
  },
  ARRIVAL_READMITTED: { cause: 'A person let the expired batch into its windows.', remedy: 'Nothing to do.' },
  ARRIVAL_NOT_EXPIRED: {
    cause: 'The batch is not one of the expired ones that the stream remembers.',
    remedy: 'Look at `tidegate explain arrival ID`; announce it again under a new id.',
  },
  PARTITION_MISSING: {
    cause:
      'In the column that the pipeline is partitioned by, rows have no value, or a value of no declared partition.',
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
    cause: 'The pipeline was renamed.',
    remedy: 'Announce to the name that the answer gives.',
  },
  BACKFILLS_TOO_MANY: {
    cause: 'The greatest number of backfills that may run at once is reached.',
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
      'A successor continues a stream that was ended from outside, with the state by its last history and the signals that it had not handled.',
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
    cause: 'Inline rows came without a key by which a repetition can be recognised.',
    remedy: 'Send `Idempotency-Key`: a new one for each request, and the same one when a request is repeated.',
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
    cause: 'The receiver of a source refused receipts, or did not answer for too long.',
    remedy: 'Ask the gateway for the receipts; correct `receipts` of the source in the spec.',
  },
  MESSAGE_REFUSED: {
    cause: 'A message to a workflow was not of the documented shape.',
    remedy: 'Send the payload that docs/reference/messages.md shows.',
  },
} as const satisfies Meanings;
