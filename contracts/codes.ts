import { z } from 'zod';

/** What a code is about, which also orders the generated page `docs/codes.md`. */
export type Subject =
  | 'arrival'
  | 'time'
  | 'check'
  | 'gate'
  | 'training'
  | 'model'
  | 'approval'
  | 'rollout'
  | 'spec'
  | 'operation';

interface Meaning {
  readonly subject: Subject;
  readonly cause: string;
  readonly remedy: string;
}

const define = <const T extends Record<string, Meaning>>(codes: T) => codes;

/**
 * The registry of codes: every refusal, finding and decision names one of these.
 *
 * A code is never renamed and never changes its meaning; the page `docs/codes.md` is generated from here.
 */
export const codes = define({
  ARRIVAL_ACCEPTED: {
    subject: 'arrival',
    cause: 'The batch was new and has a window that can still take it.',
    remedy: 'Nothing to do.',
  },
  ARRIVAL_DUPLICATE: {
    subject: 'arrival',
    cause: 'The same source and id came before with the same digest.',
    remedy: 'Nothing to do: the repeat had no effect.',
  },
  ARRIVAL_CONFLICT: {
    subject: 'arrival',
    cause: 'The same source and id came before with another digest.',
    remedy: 'Send the new content under a new id that supersedes the old one.',
  },
  ARRIVAL_EXPIRED: {
    subject: 'arrival',
    cause: 'Every window of the batch is past its end and its allowed lateness.',
    remedy: 'Re-admit it by hand, or declare a longer `allowedLateness`.',
  },
  ARRIVAL_SUPERSEDED: {
    subject: 'arrival',
    cause: 'A correction has taken the place of the batch.',
    remedy: 'Nothing to do: windows that had fired get one more pane, without it.',
  },
  BACKFILL_BEGUN: {
    subject: 'arrival',
    cause: 'A stream of its own was begun for a range of history.',
    remedy: 'Announce the data to it; end it with `tidegate stream drain`.',
  },
  BACKFILL_OUT_OF_RANGE: {
    subject: 'arrival',
    cause: 'The batch, or the range itself, does not fit the windows that the backfill fills.',
    remedy: 'Split the batch at the edges of the range; begin and end a range where windows do.',
  },
  BACKFILL_NOT_NEEDED: {
    subject: 'arrival',
    cause: 'The live stream has published the window already, and the spec lets a backfill fill gaps only.',
    remedy: 'Declare `windows.backfill: supersede` where its panes should take their place.',
  },
  CORRECTION_TRACED: {
    subject: 'arrival',
    cause: 'All that came from the superseded batch was found by lineage.',
    remedy: 'See the list, which the decision names as its evidence.',
  },
  CORRECTION_ACTED: {
    subject: 'arrival',
    cause: 'A model came from a superseded batch, and what the spec declares under `corrections` was done.',
    remedy: 'Nothing to do.',
  },
  CORRECTION_UNTRACED: {
    subject: 'arrival',
    cause: 'There is no catalog, so nobody knows what came from the superseded batch.',
    remedy: 'Set TIDEGATE_CATALOG_URL for the worker.',
  },
  CORRECTION_OF_ITSELF: {
    subject: 'arrival',
    cause: '`supersedes` names the id of the correction itself.',
    remedy: 'Give the correction an id of its own.',
  },
  CORRECTION_TARGET_UNKNOWN: {
    subject: 'arrival',
    cause: '`supersedes` names an id of this source that the stream does not know, or knows no more.',
    remedy:
      'Announce what it corrects first; for what has expired, announce the correction without `supersedes` and re-admit it.',
  },
  CORRECTION_TARGET_VOID: {
    subject: 'arrival',
    cause: 'What `supersedes` names counts for nothing: it was refused, or superseded before.',
    remedy: 'Supersede the newest correction instead.',
  },
  CORRECTIONS_TOO_MANY: {
    subject: 'arrival',
    cause: 'The stream remembers as many superseded batches among others as it can.',
    remedy: 'Wait until the windows of the oldest have expired.',
  },
  CAUSES_AWAITED: {
    subject: 'arrival',
    cause: 'Batches that must come before this one, by its own word, have not come yet.',
    remedy: 'Announce them.',
  },
  CAUSES_CAME: {
    subject: 'arrival',
    cause: 'All batches that this one waited for have come.',
    remedy: 'Nothing to do.',
  },
  CAUSES_MISSING: {
    subject: 'arrival',
    cause: 'Batches that must come before this one did not come in time, or too many others wait.',
    remedy: 'Announce them, then this one again under a new id.',
  },
  ARRIVAL_READMITTED: {
    subject: 'arrival',
    cause: 'A person let the expired batch into its windows.',
    remedy: 'Nothing to do.',
  },
  ARRIVAL_NOT_EXPIRED: {
    subject: 'arrival',
    cause: 'The batch is not one of the expired ones that the stream remembers.',
    remedy: 'Look at `tidegate explain arrival ID`; announce it again under a new id.',
  },
  PARTITION_MISSING: {
    subject: 'arrival',
    cause: 'Rows have no value, or one of no declared partition, in the column that the pipeline is partitioned by.',
    remedy: 'Correct the rows, or declare the partition.',
  },
  ARRIVAL_MALFORMED: {
    subject: 'arrival',
    cause: 'The event is not a CloudEvent that Tidegate knows.',
    remedy: 'Correct the field that `path` names.',
  },
  ARRIVAL_TIME_REVERSED: {
    subject: 'arrival',
    cause: '`minTime` lies after `maxTime`.',
    remedy: 'Announce the smallest and the largest event time of the batch.',
  },
  ARRIVAL_TOO_LARGE: {
    subject: 'arrival',
    cause: 'The request body is above the limit.',
    remedy: 'Put the rows into a file and announce its URI.',
  },
  SOURCE_UNKNOWN: {
    subject: 'arrival',
    cause: 'The pipeline declares no such source.',
    remedy: 'Use one of the names under `sources`.',
  },
  PIPELINE_UNKNOWN: {
    subject: 'arrival',
    cause: 'No such pipeline has been applied.',
    remedy: 'Run `tidegate apply`, or correct the name.',
  },
  PIPELINE_REMOVED: {
    subject: 'arrival',
    cause: 'The pipeline was removed: its streams are drained, and nothing more is taken under its name.',
    remedy: 'Announce to another pipeline, or apply one of this name again: it begins anew.',
  },
  PIPELINE_RENAMED: {
    subject: 'arrival',
    cause: 'The pipeline goes on under another name.',
    remedy: 'Announce to the name that the answer gives.',
  },
  PIPELINE_BUSY: {
    subject: 'operation',
    cause: 'Trainings, promotions or backfills of the pipeline are under way.',
    remedy: 'Wait for them, or remove it with `--now`: promotions are aborted, and what is trained goes nowhere.',
  },
  PIPELINE_EXISTS: {
    subject: 'operation',
    cause: 'A pipeline of this name runs.',
    remedy: 'Choose another name.',
  },
  BACKFILLS_TOO_MANY: {
    subject: 'arrival',
    cause: 'As many backfills as may run at once do.',
    remedy: 'Drain one that is complete: `tidegate stream drain`.',
  },
  PARTITION_UNKNOWN: {
    subject: 'arrival',
    cause: 'The pipeline declares no such partition.',
    remedy: 'Use one of the declared partitions.',
  },
  URI_CREDENTIALS: {
    subject: 'arrival',
    cause: 'The URI carries a user name, a password or a signature.',
    remedy: 'Give Tidegate access to the store; histories keep URIs for ever.',
  },
  URI_UNSUPPORTED: {
    subject: 'arrival',
    cause: 'The URI has a scheme or a root that Tidegate may not read.',
    remedy: 'Use `artifact:sha256:…`, or a `file:` URI below an allowed folder.',
  },
  STREAM_BACKLOGGED: {
    subject: 'arrival',
    cause: 'The stream has more undecided arrivals than its history can take.',
    remedy: 'Send again after `Retry-After`; check that a worker runs.',
  },
  STREAM_STATE_LOST: {
    subject: 'arrival',
    cause: 'The stream was ended from outside; an empty successor would forget its windows.',
    remedy: 'Run `tidegate stream recover`.',
  },
  STREAM_RECOVERED: {
    subject: 'arrival',
    cause:
      'A stream that was ended from outside goes on in a successor, from the last history and what it had not seen.',
    remedy: 'Nothing to do; see docs/operate.md.',
  },
  STREAM_PAUSED: { subject: 'arrival', cause: 'The stream is paused by an operator.', remedy: 'Resume it.' },
  ARTIFACT_MISSING: {
    subject: 'arrival',
    cause: 'The file was not there when it was read.',
    remedy: 'Restore the file and announce it under a new id.',
  },
  ARTIFACT_DIGEST_MISMATCH: {
    subject: 'arrival',
    cause: 'The bytes differ from the announced digest.',
    remedy: 'Announce the changed file under a new id.',
  },
  ARTIFACT_ROW_COUNT_MISMATCH: {
    subject: 'arrival',
    cause: 'The file holds another number of rows than announced.',
    remedy: 'Announce it anew with the true count.',
  },
  ARTIFACT_UNREADABLE: {
    subject: 'arrival',
    cause: 'The file is not what its format says, or lacks its event time.',
    remedy: 'Write the file anew and announce it under a new id.',
  },
  ROW_MALFORMED: {
    subject: 'arrival',
    cause:
      'An inline row cannot be read, lacks its event time, or has a value or a column that its contract does not know.',
    remedy: 'Correct the row at this place, and send it under another key.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    subject: 'arrival',
    cause: 'Inline rows came without a key by which a repeat is known.',
    remedy: 'Send `Idempotency-Key`, another one for each request and the same when it is repeated.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    subject: 'arrival',
    cause: 'The key came before with another body.',
    remedy: 'Send other rows under a key of their own.',
  },
  ROW_OUTSIDE_DECLARED_TIMES: {
    subject: 'arrival',
    cause: 'A row lies outside the `minTime` and `maxTime` that its arrival declared.',
    remedy: 'Announce the true span.',
  },
  RECEIPT_UNDELIVERED: {
    subject: 'arrival',
    cause: 'The receiver of a source refused receipts, or stayed away for too long.',
    remedy: 'Ask for the receipts by poll; correct `receipts` of the source in the spec.',
  },
  MESSAGE_REFUSED: {
    subject: 'arrival',
    cause: 'A message to a workflow was not of the documented shape.',
    remedy: 'Send the payload that docs/messages.md shows.',
  },

  WATERMARK_PASSED: { subject: 'time', cause: 'The watermark passed the end of the window.', remedy: 'Nothing to do.' },
  WATERMARK_JUMP: {
    subject: 'time',
    cause: 'The arrival would move the watermark by more than `maxAdvance`.',
    remedy: 'Release or refuse it by hand; mind wrong units and wrong years.',
  },
  WATERMARK_REWOUND: {
    subject: 'time',
    cause: 'An operator set the watermark back: windows that end after it wait again.',
    remedy: 'Nothing to do.',
  },
  REWIND_REFUSED: {
    subject: 'time',
    cause:
      'The watermark cannot be set to where it was asked: it is not behind the present one, or the stream no longer keeps what came for the windows there.',
    remedy: 'Ask for a time between the two that the answer names.',
  },
  STREAM_DRAINED: {
    subject: 'time',
    cause: 'An operator ended the stream: every open window fired with what it had.',
    remedy: 'Nothing to do.',
  },
  LATE_EVERY_WALL_TIME: {
    subject: 'time',
    cause: 'The schedule knows event time only, and `late: { every: … }` is wall time.',
    remedy: 'Declare `late: { every: arrival }` for the dry run.',
  },
  WATERMARK_REGRESSED: {
    subject: 'time',
    cause: 'An asserted watermark lies before the one in force.',
    remedy: 'Nothing to do: watermarks never go back.',
  },
  SOURCE_IDLE: {
    subject: 'time',
    cause: 'The source was silent for its idle timeout.',
    remedy: 'Check the source; windows go on without it.',
  },
  SOURCE_RETURNED: { subject: 'time', cause: 'An idle source spoke again.', remedy: 'Nothing to do.' },
  LATE_ARRIVAL: {
    subject: 'time',
    cause: 'A batch came after its window had fired, within the allowed lateness.',
    remedy: 'Nothing to do: a new pane supersedes the old one.',
  },
  WINDOW_EMPTY: {
    subject: 'time',
    cause: 'The watermark passed a window that holds no rows.',
    remedy: 'Check the sources.',
  },
  WINDOWS_TOO_MANY: {
    subject: 'time',
    cause: 'One arrival touches more windows than a stream may open.',
    remedy: 'Split the batch, or check its times.',
  },

  COLUMN_MISSING: {
    subject: 'check',
    cause: 'A column of the contract is not in the data.',
    remedy: 'Restore the column, or change the contract compatibly.',
  },
  COLUMN_TYPE_MISMATCH: {
    subject: 'check',
    cause: 'A column has another type than its contract.',
    remedy: 'Cast at the source, or change the contract compatibly.',
  },
  COLUMN_UNEXPECTED: {
    subject: 'check',
    cause: 'The data hold a column that the contract does not know.',
    remedy: 'Add it to the contract, or drop it at the source.',
  },
  ROW_COUNT_BELOW_MINIMUM: {
    subject: 'check',
    cause: 'The snapshot has fewer rows than declared.',
    remedy: 'Check the source for missing batches.',
  },
  ROW_COUNT_ABOVE_MAXIMUM: {
    subject: 'check',
    cause: 'The snapshot has more rows than declared.',
    remedy: 'Check the source for repeated or misdated batches.',
  },
  ROW_COUNT_DEVIATES: {
    subject: 'check',
    cause: 'The row count is far from that of the windows before.',
    remedy: 'Compare with the windows that the finding names.',
  },
  NULL_RATE_ABOVE_MAXIMUM: {
    subject: 'check',
    cause: 'More values are null than declared.',
    remedy: 'Look at the quarantined rows.',
  },
  NOT_UNIQUE: {
    subject: 'check',
    cause: 'Rows share a key that should be unique.',
    remedy: 'Declare `deduplicate`, or mend the source.',
  },
  VALUE_OUT_OF_RANGE: {
    subject: 'check',
    cause: 'Values lie outside the declared range.',
    remedy: 'Look at the quarantined rows; mind units.',
  },
  VALUE_NOT_IN_SET: {
    subject: 'check',
    cause: 'Values are not among the declared ones.',
    remedy: 'Add the new value to the contract, or mend the source.',
  },
  VALUE_NOT_MATCHED: {
    subject: 'check',
    cause: 'Texts in which the declared pattern is found nowhere.',
    remedy:
      'Correct the rows at the source, or mend the pattern: it is RE2, and needs `^…$` to hold for the whole text.',
  },
  DATE_MALFORMED: {
    subject: 'check',
    cause: 'Texts that are no time as the declared format writes it.',
    remedy: 'Correct the rows at the source, or declare the format in which they come.',
  },
  COMPARISON_FAILED: {
    subject: 'check',
    cause: 'Rows in which two columns do not compare as declared.',
    remedy: 'Look at the offending rows: one of the two values is wrong, or the rule is.',
  },
  COLUMN_ORDER_DIFFERS: {
    subject: 'check',
    cause: 'All columns are there, but not in the declared order.',
    remedy: 'Write the columns in order, or leave out `ordered`.',
  },
  DRIFT_SIGNIFICANT: {
    subject: 'check',
    cause: 'Such a difference from the reference would come by chance less often than the declared p-value.',
    remedy: 'Find out what changed upstream; if the new distribution is right, accept it by hand.',
  },
  VALUES_NOT_FINITE: {
    subject: 'check',
    cause: 'A column holds NaN or an infinity, of which the statistic makes no number.',
    remedy: 'Declare a `range` for the column, so that such values are set aside, or correct them at the source.',
  },
  TOO_MANY_LEVELS: {
    subject: 'check',
    cause: 'A column that is compared by its levels has more than a thousand of them, or texts instead of categories.',
    remedy: 'Compare another column, or a number that is derived from this one.',
  },
  FOREIGN_KEY_MISSING: {
    subject: 'check',
    cause: 'Rows name a key that is in no row of the other table.',
    remedy: 'Announce the missing rows of the other table, or correct the keys at the source.',
  },
  GROUPS_MISSING: {
    subject: 'check',
    cause: 'Fewer of the expected groups have a row than declared.',
    remedy: 'Ask the source for the groups that the finding names, or no longer expect them.',
  },
  TOO_MANY_GROUPS: {
    subject: 'check',
    cause: 'There are more than 200,000 groups, or groups by spans of time, to be told apart.',
    remedy: 'Group by fewer columns, or by longer spans.',
  },
  OUTLIERS_ABOVE_MAXIMUM: {
    subject: 'check',
    cause: 'A greater share of values than declared is far from the median, by the robust z-score.',
    remedy: 'Look at the extreme values, and mind units; widen `z` or `max` knowingly.',
  },
  STATISTIC_OUT_OF_BOUNDS: {
    subject: 'check',
    cause: 'The sum, mean or quantile of a column lies outside of the declared bounds.',
    remedy: 'Compare with earlier windows: units, doubled or lost rows; or change the bounds.',
  },
  NOT_MONOTONIC: {
    subject: 'check',
    cause: 'Rows do not follow the ones before them in the declared order.',
    remedy: 'Look at the rows where the column turns back; restore lost order or repeated values at the source.',
  },
  DATA_STALE: {
    subject: 'check',
    cause: 'The latest value is older than declared.',
    remedy: 'Ask the source why nothing newer has come.',
  },
  DATA_FROM_FUTURE: {
    subject: 'check',
    cause: 'The latest value lies after the instant that its age is counted to.',
    remedy: 'Check the clock and the time zone of the source, or `asOf`.',
  },
  AS_OF_MISSING: {
    subject: 'check',
    cause: 'The age of files can be counted to no instant: a report does not depend on the clock.',
    remedy: 'Declare `asOf` in the check.',
  },
  FEATURE_UNAVAILABLE: {
    subject: 'check',
    cause: 'A feature has no value, or more nulls than declared.',
    remedy: 'Restore the feature where it is made; a model would be given nothing.',
  },
  FEATURE_CONSTANT: {
    subject: 'check',
    cause: 'All values of a feature are the same.',
    remedy: 'Look for a default in place of data, or allow it by `constant: allow`.',
  },
  MANIFEST_MISMATCH: {
    subject: 'check',
    cause: 'There are other rows or files than announced.',
    remedy: 'Send again what is missing, or correct the announcement.',
  },
  SQL_ROWS_ABOVE_MAXIMUM: {
    subject: 'check',
    cause: 'A query of your own gave more rows than declared.',
    remedy: 'Run the query over the data to see them.',
  },
  SQL_INVALID: {
    subject: 'check',
    cause: 'The query is not one SELECT over the tables of the gate, or reaches for what is out of bounds.',
    remedy: 'Correct the query; it sees the tables of the gate, and no file, network, extension or setting.',
  },
  CHECK_TIMED_OUT: {
    subject: 'check',
    cause: 'The check was not done in the time that it may take.',
    remedy: 'Give it more time, or ask less.',
  },
  OWN_CHECK_FAILED: {
    subject: 'check',
    cause: 'A command or a custom check of your own found a fault; `observed` has what it says.',
    remedy: 'See what it observed, and its own documentation.',
  },
  OWN_CHECK_INCONCLUSIVE: {
    subject: 'check',
    cause: 'A command or a custom check of your own says that it cannot tell.',
    remedy: 'See what it observed; it may need more rows, or a reference.',
  },
  COMMAND_FAILED: {
    subject: 'check',
    cause:
      'The program could not be started, ended with another status than 0 or by a signal, or took too much memory.',
    remedy:
      'Read what it said (`data.faults` of `tidegate check --json`). Only what `files` and `run` name is there when it runs.',
  },
  COMMAND_OUTPUT_INVALID: {
    subject: 'check',
    cause: 'The program wrote something else than one JSON document with 1 to 100 findings, of 32 KB at most.',
    remedy: 'Print only the findings to standard output, all else to standard error; to pass, it must say so.',
  },
  CUSTOM_CHECK_UNKNOWN: {
    subject: 'check',
    cause: 'No module that was given registers a custom check of this name and version.',
    remedy: 'Name its file by `module`, or by `--checks` of `tidegate check`.',
  },
  CUSTOM_CHECK_FAULTY: {
    subject: 'check',
    cause: 'A custom check threw, or gave something else than measures and a finding.',
    remedy: 'Correct its module; `tidegate check` with the same rows says what was wrong.',
  },
  CUSTOM_MODULE_INVALID: {
    subject: 'check',
    cause: 'A module of custom checks cannot be loaded, or its default export is no list of custom checks.',
    remedy:
      'Export a list of what `defineCheck` of `tidegate/checks` gives; it imports that and what Node has, and nothing else.',
  },
  PATTERN_INVALID: {
    subject: 'check',
    cause: 'The declared pattern is none in the syntax of RE2, which knows no look-around and no back-references.',
    remedy: 'Write the pattern without them: see https://github.com/google/re2/wiki/Syntax.',
  },
  CONTRACT_MISSING: {
    subject: 'check',
    cause: 'The check compares with a contract, and neither it nor its source has one.',
    remedy: 'Name the columns in the check, or give the source a `contract`.',
  },
  ENGINE_EXHAUSTED: {
    subject: 'check',
    cause: 'The engine ran out of memory or of disk before it could tell.',
    remedy: 'Give it more (`--memory`, space in the folder for temporary files), or check fewer columns at once.',
  },
  DATA_UNREADABLE: {
    subject: 'check',
    cause: 'The files are not what their format says: cut off, ragged, in another encoding, or of several shapes.',
    remedy: 'Write the file anew, as UTF-8 where it is text; the message says what was found.',
  },
  DRIFT_ABOVE_MAXIMUM: {
    subject: 'check',
    cause: 'The distribution differs from the reference by more than declared.',
    remedy: 'Compare the bins in the report.',
  },
  SAMPLE_TOO_SMALL: {
    subject: 'check',
    cause: 'There are too few rows to tell.',
    remedy: 'Wait for more data, or lower `minRows` knowingly.',
  },
  REFERENCE_MISSING: {
    subject: 'check',
    cause: 'There is nothing yet to compare with.',
    remedy: 'Nothing to do until a reference exists.',
  },
  CHECK_ERROR: {
    subject: 'check',
    cause: 'The engine could not run the check.',
    remedy: 'Look at the evidence; run the gate again.',
  },
  CHECK_PASSED: { subject: 'check', cause: 'The check found what it expects.', remedy: 'Nothing to do.' },

  GATE_PASSED: { subject: 'gate', cause: 'No check of severity error failed.', remedy: 'Nothing to do.' },
  GATE_FAILED: { subject: 'gate', cause: 'At least one check of severity error failed.', remedy: 'See the findings.' },
  GATE_INCONCLUSIVE: {
    subject: 'gate',
    cause: 'A check could not tell, and none failed.',
    remedy: 'See the findings; the spec says what happens now.',
  },
  GATE_ERROR: { subject: 'gate', cause: 'A check could not run.', remedy: 'See the findings.' },
  ROWS_QUARANTINED: {
    subject: 'gate',
    cause: 'Rows that break a check were set aside.',
    remedy: 'Look at the quarantine artifact: each row has its reasons.',
  },
  QUARANTINE_RELEASED: {
    subject: 'gate',
    cause: 'A person let rows in that a gate had set aside: the window got one more pane with them.',
    remedy: 'Nothing to do: the ruling is named by whatever follows from it.',
  },
  QUARANTINE_DISCARDED: {
    subject: 'gate',
    cause: 'A person refused rows for good that a gate had set aside.',
    remedy: 'Nothing to do: the ledger counts them as rejected.',
  },
  QUARANTINE_ABSENT: {
    subject: 'gate',
    cause: 'No such rows are set aside in this pane, or no row among them has the reason that was named.',
    remedy: 'Look at `tidegate quarantine list` and `show`.',
  },
  QUARANTINE_OUTDATED: {
    subject: 'gate',
    cause: 'The window has a newer pane, which set rows aside anew.',
    remedy: 'Rule on the quarantine of the newest pane: see `tidegate quarantine list`.',
  },
  QUARANTINE_PANE_UNDECIDED: {
    subject: 'gate',
    cause: 'A pane of this window is in its gate, or held.',
    remedy: 'Wait until it is decided, or answer its hold; then rule on what it set aside.',
  },
  QUARANTINE_FORGOTTEN: {
    subject: 'gate',
    cause: 'The stream no longer keeps what came for this window, so that no pane of it can be made.',
    remedy: 'Discard the rows, or announce them again as a batch for a window that is open.',
  },
  RULINGS_TOO_MANY: {
    subject: 'gate',
    cause: 'The stream keeps as many rulings as it may.',
    remedy: 'Rule on more rows at once, by their reason; correct the source.',
  },
  QUARANTINE_ABOVE_TOLERANCE: {
    subject: 'gate',
    cause: 'More rows break checks than the gate tolerates.',
    remedy: 'Mend the source and send a correction.',
  },
  REMEDIATED: {
    subject: 'gate',
    cause: 'A declared remediation repaired the data.',
    remedy: 'Nothing to do; the step and its counts are recorded.',
  },
  PANE_PUBLISHED: {
    subject: 'gate',
    cause: 'The pane passed its gate and is the newest of its window.',
    remedy: 'Nothing to do.',
  },
  PANE_REJECTED: {
    subject: 'gate',
    cause: 'The pane failed its gate and the spec says reject.',
    remedy: 'Send a correction.',
  },
  PANE_HELD: {
    subject: 'gate',
    cause: 'The gate could not tell, or failed, and the spec says hold.',
    remedy: 'Resolve the hold.',
  },
  SUPERSEDED_BEFORE_PUBLISH: {
    subject: 'gate',
    cause: 'A later pane of the window was published first.',
    remedy: 'Nothing to do.',
  },
  HOLD_RELEASED: { subject: 'gate', cause: 'A person resolved the hold.', remedy: 'Nothing to do.' },
  HOLD_REJECTED: { subject: 'gate', cause: 'A person refused what was held.', remedy: 'Nothing to do.' },
  HOLD_REMEDIATED: {
    subject: 'gate',
    cause: 'A person had the declared repairs run on what is held.',
    remedy: 'Nothing to do: the gate judges what they left.',
  },
  HOLD_REMINDED: {
    subject: 'gate',
    cause: 'A hold has waited for a person as long as the spec lets it wait in silence.',
    remedy: 'Resolve the hold: `tidegate holds`.',
  },
  REREQUESTED: {
    subject: 'gate',
    cause: 'No repair helped a pane: its source was asked for the rows again, and the pane waits.',
    remedy: 'Send a correction, or what is missing, until the instant that the decision names.',
  },
  REREQUEST_ANSWERED: {
    subject: 'gate',
    cause:
      'What a source sent that was asked for rows again made another pane of the window, which takes the place of the one that waited.',
    remedy: 'Nothing to do.',
  },
  REREQUEST_UNANSWERED: {
    subject: 'gate',
    cause: 'A source that was asked for rows again did not send them in time.',
    remedy: 'The pane waits for a person, see `tidegate holds`, or was rejected, as `onFail` of its gate says.',
  },
  REREQUEST_UNDELIVERED: {
    subject: 'gate',
    cause: 'The receiver of a source refused to be asked for rows again, or stayed away.',
    remedy: 'Ask the source by another way; correct its `receipts` in the spec.',
  },
  HOLD_OVERDUE: {
    subject: 'gate',
    cause: 'Nobody resolved the hold by its deadline.',
    remedy: 'Find out who should have; where the spec says `stay`, resolve it: `tidegate holds`.',
  },
  HOLD_TIMED_OUT: {
    subject: 'gate',
    cause: 'The deadline of the hold passed, and what the spec says of that was done.',
    remedy: 'Nothing to do; a correction gives the window another pane.',
  },
  HOLD_ABSENT: {
    subject: 'gate',
    cause: 'The pane is not held: its gate is at work, or it is decided.',
    remedy: 'See `tidegate holds list`.',
  },
  CHECK_WAIVED: {
    subject: 'gate',
    cause: 'A check did not pass, and blocks nothing by a waiver that a person gave.',
    remedy: 'The waiver, which the decision names as its evidence, says who, why and until when.',
  },
  WAIVER_TOO_NARROW: {
    subject: 'gate',
    cause: 'The waiver leaves out checks that block the pane.',
    remedy: 'Name every check that blocks it, or leave the scope out.',
  },
  WAIVER_EXPIRED: {
    subject: 'gate',
    cause: 'The waiver ends before it begins.',
    remedy: 'Name an end that is still to come, or none: then it is about this pane only.',
  },
  NOTHING_TO_REMEDIATE: {
    subject: 'gate',
    cause: 'The gate declares no repair, and no check by whose offenders rows could be set aside.',
    remedy: 'Declare `remediate`, or accept or reject what is held.',
  },

  TRAINING_REQUESTED: {
    subject: 'training',
    cause: 'The cadence or a person asked for a model.',
    remedy: 'Nothing to do.',
  },
  TRAINING_COMPLETED: {
    subject: 'training',
    cause: 'The trainer signalled completion with a model.',
    remedy: 'Nothing to do.',
  },
  TRAINING_SET_TOO_SMALL: {
    subject: 'training',
    cause: 'There are not enough published windows yet.',
    remedy: 'Wait for more windows, or declare a shorter `over`.',
  },
  TRAINING_LABELS_MISSING: {
    subject: 'training',
    cause: 'More labels are missing at the cut than `labels.maxMissing` allows.',
    remedy: 'Wait for the label source.',
  },
  TRAINER_FAILED: {
    subject: 'training',
    cause: 'The trainer ended with an error, each time it was tried.',
    remedy: 'Look at its log, which is an artifact.',
  },
  TRAINER_TIMED_OUT: {
    subject: 'training',
    cause: 'The trainer did not complete before its deadline.',
    remedy: 'Look at its log; declare a longer `deadline`.',
  },
  TRAINER_OUTPUT_INVALID: {
    subject: 'training',
    cause: 'The trainer signalled a model or metadata that cannot be read.',
    remedy: 'See docs/bring-your-trainer.md.',
  },
  TRAINING_COMPLETED_TWICE: {
    subject: 'training',
    cause: 'The trainer signalled completion again.',
    remedy: 'Nothing to do: the first one counts.',
  },

  MODEL_UNREADABLE: {
    subject: 'model',
    cause: 'The model does not load, or its inputs and outputs are not as declared.',
    remedy: 'Export it anew.',
  },
  MODEL_SCORES_DIFFER: {
    subject: 'model',
    cause: 'The model gives other scores than the trainer recorded.',
    remedy: 'Check the export; categorical features are a known trap.',
  },
  FEATURES_MISMATCH: {
    subject: 'model',
    cause: 'The model wants other features than the spec produces.',
    remedy: "Train with the request's features.",
  },
  FEATURES_READ_THE_FUTURE: {
    subject: 'model',
    cause: 'Features change when rows after `asOf` are taken away.',
    remedy: 'Restrict the feature SQL to rows available at `as_of`.',
  },
  HOLDOUT_TOO_SMALL: {
    subject: 'model',
    cause: 'Too few labelled held-out rows to tell.',
    remedy: 'Wait for more windows.',
  },
  AUC_BELOW_MINIMUM: {
    subject: 'model',
    cause: 'The area under the ROC curve is below the declared minimum.',
    remedy: 'Do not promote; look at the training data.',
  },
  LOG_LOSS_ABOVE_MAXIMUM: {
    subject: 'model',
    cause: 'The log loss is above the declared maximum.',
    remedy: 'Do not promote; look at calibration.',
  },
  BRIER_ABOVE_MAXIMUM: {
    subject: 'model',
    cause: 'The Brier score is above the declared maximum.',
    remedy: 'Do not promote; look at calibration.',
  },
  CALIBRATION_ERROR_ABOVE_MAXIMUM: {
    subject: 'model',
    cause: 'The expected calibration error is above the declared maximum.',
    remedy: 'Do not promote; calibrate the model.',
  },
  WORSE_THAN_CHAMPION: {
    subject: 'model',
    cause: 'The candidate is not shown to be as good as the champion within the margin.',
    remedy: 'Keep the champion.',
  },
  NO_CHAMPION: {
    subject: 'model',
    cause: 'Nothing is in production to compare with.',
    remedy: 'Nothing to do: the absolute checks decide.',
  },
  CANDIDATE_REGISTERED: {
    subject: 'model',
    cause: 'A model passed integrity checks and became a candidate.',
    remedy: 'Nothing to do.',
  },
  CANDIDATE_REFUSED: { subject: 'model', cause: 'The candidate did not pass its gate.', remedy: 'See the findings.' },

  APPROVAL_REQUESTED: {
    subject: 'approval',
    cause: 'The candidate passed its gate and waits for people.',
    remedy: 'Approve or reject it.',
  },
  APPROVAL_COUNTED: { subject: 'approval', cause: 'A valid approval was counted.', remedy: 'Nothing to do.' },
  APPROVAL_QUORUM: { subject: 'approval', cause: 'All needed approvals are there.', remedy: 'Nothing to do.' },
  APPROVAL_UNSIGNED: {
    subject: 'approval',
    cause: 'The approval carries no signature.',
    remedy: 'Use `tidegate approve`.',
  },
  APPROVAL_SIGNATURE_INVALID: {
    subject: 'approval',
    cause: "The signature does not match the principal's key.",
    remedy: "Use the key that the pipeline's access section names.",
  },
  APPROVAL_PRINCIPAL_UNKNOWN: {
    subject: 'approval',
    cause: 'Nobody of this name is among the pinned principals.',
    remedy: 'Add the principal and apply again; the next promotion knows it.',
  },
  APPROVAL_ROLE_MISSING: {
    subject: 'approval',
    cause: 'The principal has none of the roles that may approve.',
    remedy: 'Ask somebody of the roles that the spec names.',
  },
  APPROVAL_NOT_INDEPENDENT: {
    subject: 'approval',
    cause: 'The principal applied the spec, asked for the training or trained the model.',
    remedy: 'Ask somebody else.',
  },
  APPROVAL_EVIDENCE_MISMATCH: {
    subject: 'approval',
    cause: "The approval is for other evidence than the promotion's.",
    remedy: 'Read the present evidence and approve it anew.',
  },
  APPROVAL_REPEATED: {
    subject: 'approval',
    cause: 'The principal has approved already.',
    remedy: 'Nothing to do: it counts once.',
  },
  APPROVAL_NOT_AWAITED: {
    subject: 'approval',
    cause: 'The promotion is not waiting for approvals.',
    remedy: 'Nothing to do.',
  },
  APPROVAL_REJECTED: {
    subject: 'approval',
    cause: 'A principal rejected the candidate.',
    remedy: 'Read the reason; train anew.',
  },
  APPROVAL_TIMED_OUT: {
    subject: 'approval',
    cause: 'The quorum was not reached before the deadline.',
    remedy: 'Ask for the training again.',
  },

  SLOT_GRANTED: { subject: 'rollout', cause: 'The deployment gave the promotion its slot.', remedy: 'Nothing to do.' },
  SLOT_QUEUED: {
    subject: 'rollout',
    cause: "Another promotion holds the deployment's slot.",
    remedy: 'Nothing to do.',
  },
  SLOT_RELEASED: { subject: 'rollout', cause: 'The promotion gave its slot back.', remedy: 'Nothing to do.' },
  SLOT_REVOKED: { subject: 'rollout', cause: 'A rollback took the slot.', remedy: "Look at the rollback's decision." },
  EPOCH_STALE: { subject: 'rollout', cause: 'The message carries an epoch that is over.', remedy: 'Nothing to do.' },
  STAGE_STARTED: { subject: 'rollout', cause: 'The rollout entered a stage.', remedy: 'Nothing to do.' },
  STAGE_PASSED: {
    subject: 'rollout',
    cause: 'The stage was analysed and the guardrails hold.',
    remedy: 'Nothing to do.',
  },
  STAGE_WAITING: { subject: 'rollout', cause: 'There are too few labels yet to tell.', remedy: 'Nothing to do.' },
  STAGE_INCONCLUSIVE: {
    subject: 'rollout',
    cause: 'All declared looks are spent and the evidence does not tell.',
    remedy: 'The candidate goes back; collect more labels in a longer stage.',
  },
  GUARDRAIL_BREACHED: {
    subject: 'rollout',
    cause: 'The candidate is surely worse than the model before it on labels that came in.',
    remedy: 'Nothing to do: the predecessor is restored. Look for the cause in the inputs.',
  },
  INFERENCE_ERROR: {
    subject: 'rollout',
    cause: 'Scoring a pane failed.',
    remedy: 'See the evidence; the pane is scored again with the next worker.',
  },
  PREDICTIONS_PUBLISHED: {
    subject: 'rollout',
    cause: 'A pane was scored by the models that are live.',
    remedy: 'Nothing to do.',
  },
  MODEL_PROMOTED: {
    subject: 'rollout',
    cause: 'The candidate passed its bake in production.',
    remedy: 'Nothing to do.',
  },
  ROLLED_BACK: {
    subject: 'rollout',
    cause: 'The predecessor was restored.',
    remedy: 'Read the evidence that the decision names.',
  },
  ROLLBACK_TARGET_MISSING: {
    subject: 'rollout',
    cause: 'There is no earlier model to go back to.',
    remedy: 'Promote another candidate.',
  },
  PROMOTION_ABORTED: { subject: 'rollout', cause: 'A person aborted the promotion.', remedy: 'Nothing to do.' },

  SPEC_APPLIED: { subject: 'spec', cause: 'A spec came into force.', remedy: 'Nothing to do.' },
  SPEC_UNCHANGED: { subject: 'spec', cause: 'The spec is the one in force.', remedy: 'Nothing to do.' },
  SPEC_UNREADABLE: {
    subject: 'spec',
    cause: 'The file is missing or not YAML.',
    remedy: 'Correct the line that is named.',
  },
  SPEC_KEY_UNKNOWN: {
    subject: 'spec',
    cause: 'The spec has a key that the schema does not know.',
    remedy: 'Use the key that is suggested, or remove it.',
  },
  SPEC_VALUE_INVALID: {
    subject: 'spec',
    cause: 'A value is not what the schema expects.',
    remedy: 'See what was expected.',
  },
  SPEC_REFERENCE_DANGLING: {
    subject: 'spec',
    cause: 'The spec names something that it does not declare.',
    remedy: 'Use the name that is suggested.',
  },
  SPEC_WINDOW_IMPOSSIBLE: {
    subject: 'spec',
    cause: "The window's size, period and offset do not fit.",
    remedy: 'Keep 0 < period ≤ size and |offset| < period.',
  },
  SPEC_CHANGE_REFUSED: {
    subject: 'spec',
    cause: 'The change would alter partitions or labels of a running pipeline.',
    remedy: 'Leave these as they are, or use another name.',
  },
  SPEC_BOUNDARY_REFUSED: {
    subject: 'spec',
    cause: 'The changed windows, sources or gates cannot take effect at the window that was named.',
    remedy:
      'Name a window that begins by both specs and is not published, or none: then it is the first that has not fired.',
  },
  SPEC_FROM_WINDOW: {
    subject: 'spec',
    cause: 'A changed spec decides the windows from this one on; those that begin before keep theirs.',
    remedy: 'Nothing to do.',
  },
  SPEC_POSTPONED: {
    subject: 'spec',
    cause:
      'A changed spec must wait: the window that was named has fired, or too many earlier specs still have open windows.',
    remedy: 'Nothing to do: it decides from the first window on that has not fired.',
  },
  CONTRACT_BREAKING: {
    subject: 'spec',
    cause: 'Data that an earlier contract of the source allows would not keep the new one.',
    remedy: 'See the list of breaks: add columns as optional, widen types and values, and keep the rest.',
  },
  CONTRACT_COLUMN_REMOVED: {
    subject: 'spec',
    cause: 'The new contract lacks a column that the earlier one has.',
    remedy: 'Keep the column; it may become optional.',
  },
  CONTRACT_COLUMN_REQUIRED: {
    subject: 'spec',
    cause: 'A column is required of which earlier data may hold no value.',
    remedy: 'Leave it optional.',
  },
  CONTRACT_TYPE_CHANGED: {
    subject: 'spec',
    cause: 'A column has another logical type; only integer may become number.',
    remedy: 'Keep the type, and add a column of the new one.',
  },
  CONTRACT_KEY_CHANGED: {
    subject: 'spec',
    cause: 'Other columns are the primary key.',
    remedy: 'Keep the key, or declare another source.',
  },
  CONTRACT_UNIT_CHANGED: {
    subject: 'spec',
    cause: 'The unit of a column, once declared, is another one or is gone.',
    remedy: 'Keep the unit, and add a column in the new one.',
  },
  CONTRACT_VALUES_NARROWED: {
    subject: 'spec',
    cause: 'A constraint excludes values that the earlier contract allows.',
    remedy: 'Keep the constraint as it was, or make it wider.',
  },

  USAGE: { subject: 'operation', cause: 'The command was called wrongly.', remedy: 'See `--help`.' },
  NOT_FOUND: {
    subject: 'operation',
    cause: 'There is no such thing.',
    remedy: 'Check the name; the nearest one is suggested.',
  },
  METHOD_UNSUPPORTED: {
    subject: 'operation',
    cause: 'The route does not take this HTTP method.',
    remedy: 'Use one of the methods that `Allow` names.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    subject: 'operation',
    cause: 'The route does not take a body of this content type.',
    remedy: 'Send the content type that was expected.',
  },
  BODY_TOO_LARGE: {
    subject: 'operation',
    cause: 'The request body is above the limit of its route.',
    remedy: 'Split the file, or raise the limit of the gateway.',
  },
  UNAUTHENTICATED: {
    subject: 'operation',
    cause: 'The request shows no token or signature that the gateway knows.',
    remedy: 'Send a token of the access file, or sign the request again: a signature holds for five minutes.',
  },
  FORBIDDEN: {
    subject: 'operation',
    cause: 'The access file does not allow this to who asked.',
    remedy: 'Ask who runs the gateway for access.',
  },
  GATEWAY_BUSY: {
    subject: 'operation',
    cause: 'The gateway holds as many bodies of requests as its memory allows.',
    remedy: 'Send again after `Retry-After`.',
  },
  TEMPORAL_UNAVAILABLE: {
    subject: 'operation',
    cause: 'Temporal does not answer.',
    remedy: 'Start it, or check TEMPORAL_ADDRESS.',
  },
  STORE_UNAVAILABLE: {
    subject: 'operation',
    cause: 'The artifact store cannot be written or read.',
    remedy: 'Check the disk and its permissions.',
  },
  WORKER_UNAVAILABLE: {
    subject: 'operation',
    cause: 'No worker answered in time.',
    remedy: 'Start a worker, then try again.',
  },
  GATEWAY_UNAVAILABLE: {
    subject: 'operation',
    cause: 'The gateway does not answer.',
    remedy: 'Start it, or check TIDEGATE_GATEWAY_URL.',
  },
  CATALOG_UNAVAILABLE: {
    subject: 'operation',
    cause: 'The catalog does not answer.',
    remedy: 'Start it; deciding goes on meanwhile and the catalog heals.',
  },
  MACHINE_INCOMPLETE: {
    subject: 'operation',
    cause: 'The machine lacks a program that is needed.',
    remedy: 'Install what is named.',
  },
  REPLAY_DIVERGED: {
    subject: 'operation',
    cause: 'A history does not give the decisions that were recorded.',
    remedy: 'Do not deploy this code; find the change.',
  },
  RUN_ENDED_UNSEALED: {
    subject: 'operation',
    cause: 'A run was ended from outside, without a result that seals its log.',
    remedy: 'Find out who ended it; the archive sealed what there is.',
  },
  RUN_ARCHIVED: {
    subject: 'operation',
    cause: 'A closed run was exported, replayed and confirmed.',
    remedy: 'Nothing to do.',
  },
  LEDGER_UNBALANCED: {
    subject: 'operation',
    cause: 'Rows received and rows accounted for differ.',
    remedy: 'This is a defect: keep the history and report it.',
  },
  INTERNAL: { subject: 'operation', cause: 'A defect in Tidegate.', remedy: 'Report it with the log.' },
});

export type CodeName = keyof typeof codes;

const names = Object.keys(codes) as [CodeName, ...CodeName[]];

/** One of the registered codes. */
export const Code = z.enum(names);
export type Code = z.infer<typeof Code>;
