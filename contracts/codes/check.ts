import type { Meanings } from './meaning.ts';

/** Codes of findings: what a check finds, and why it cannot tell. */
export const check = {
  COLUMN_MISSING: {
    cause: 'A column that is asked about is not in the data.',
    remedy: 'Correct its name, restore the column, or change the contract compatibly.',
  },
  COLUMN_TYPE_MISMATCH: {
    cause: 'A column has another type than its contract.',
    remedy: 'Cast at the source, or change the contract compatibly.',
  },
  COLUMN_UNEXPECTED: {
    cause: 'The data hold a column that the contract does not know.',
    remedy: 'Add it to the contract, or drop it at the source.',
  },
  ROW_COUNT_BELOW_MINIMUM: {
    cause: 'The snapshot has fewer rows than declared.',
    remedy: 'Check the source for missing batches.',
  },
  ROW_COUNT_ABOVE_MAXIMUM: {
    cause: 'The snapshot has more rows than declared.',
    remedy: 'Check the source for repeated or misdated batches.',
  },
  ROW_COUNT_DEVIATES: {
    cause: 'The row count is far from that of the windows before.',
    remedy: 'Compare with the windows that the finding names.',
  },
  NULL_RATE_ABOVE_MAXIMUM: { cause: 'More values are null than declared.', remedy: 'Look at the quarantined rows.' },
  NOT_UNIQUE: {
    cause: 'Rows share a key that should be unique.',
    remedy: 'Declare `deduplicate`, or mend the source.',
  },
  VALUE_OUT_OF_RANGE: {
    cause: 'Values lie outside the declared range.',
    remedy: 'Look at the quarantined rows; mind units.',
  },
  VALUE_NOT_IN_SET: {
    cause: 'Values are not among the declared ones.',
    remedy: 'Add the new value to the contract, or mend the source.',
  },
  VALUE_NOT_MATCHED: {
    cause: 'Texts do not match the declared pattern.',
    remedy: 'Correct the rows at the source, or the pattern: it is RE2, and needs `^…$` to match the whole text.',
  },
  DATE_MALFORMED: {
    cause: 'Texts are not times in the declared format.',
    remedy: 'Correct the rows at the source, or declare the format in which they come.',
  },
  COMPARISON_FAILED: {
    cause: 'In some rows, two columns do not compare as declared.',
    remedy: 'Look at the offending rows: one of the two values is wrong, or the rule is.',
  },
  COLUMN_ORDER_DIFFERS: {
    cause: 'All columns are there, but not in the declared order.',
    remedy: 'Write the columns in order, or leave out `ordered`.',
  },
  DRIFT_SIGNIFICANT: {
    cause: 'By chance, such a difference from the reference would be rarer than the declared p-value.',
    remedy: 'Find out what changed upstream; if the new distribution is right, accept it by hand.',
  },
  VALUES_NOT_FINITE: {
    cause: 'A column has NaN or an infinity, for which the statistic is not defined.',
    remedy: 'Declare a `range` for the column, so that such values are set aside, or correct them at the source.',
  },
  TOO_MANY_LEVELS: {
    cause: 'A column that is compared by its levels has more than a thousand of them, or levels that are too long.',
    remedy: 'Compare another column, or a number that is derived from this one.',
  },
  FOREIGN_KEY_MISSING: {
    cause: 'Rows name a key that is in no row of the other table.',
    remedy: 'Announce the missing rows of the other table, or correct the keys at the source.',
  },
  GROUPS_MISSING: {
    cause: 'Fewer of the expected groups have a row than declared.',
    remedy: 'Ask the source for the groups that the finding names, or no longer expect them.',
  },
  TOO_MANY_GROUPS: {
    cause: 'There are more than 200,000 groups, or pairs of group and span of time.',
    remedy: 'Group by fewer columns, or by longer spans.',
  },
  OUTLIERS_ABOVE_MAXIMUM: {
    cause: 'A greater share of values than declared is far from the median, by the robust z-score.',
    remedy: 'Look at the extreme values, and mind units; widen `z` or `max` knowingly.',
  },
  STATISTIC_OUT_OF_BOUNDS: {
    cause: 'The sum, mean or quantile of a column lies outside of the declared bounds.',
    remedy: 'Compare with earlier windows: units, doubled or lost rows; or change the bounds.',
  },
  NOT_MONOTONIC: {
    cause: 'Rows do not follow the ones before them in the declared order.',
    remedy: 'Look at the rows where the column turns back; restore lost order or repeated values at the source.',
  },
  DATA_STALE: {
    cause: 'The latest value is older than declared.',
    remedy: 'Ask the source why nothing newer has come.',
  },
  DATA_FROM_FUTURE: {
    cause: 'The latest value lies after the instant at which its age is measured.',
    remedy: 'Check the clock and the time zone of the source, or `asOf`.',
  },
  AS_OF_MISSING: {
    cause:
      'Files have no window, so the instant at which ages are measured must be declared: a report does not depend on the clock.',
    remedy: 'Declare `asOf` in the check.',
  },
  FEATURE_UNAVAILABLE: {
    cause: 'A feature has no value, or more nulls than declared.',
    remedy: 'Restore the feature where it is made: a model would get no value.',
  },
  FEATURE_CONSTANT: {
    cause: 'All values of a feature are the same.',
    remedy: 'Look for a default value in place of data, or allow it by `constant: allow`.',
  },
  MANIFEST_MISMATCH: {
    cause: 'There are other rows or files than announced.',
    remedy: 'Send again what is missing, or correct the announcement.',
  },
  SQL_ROWS_ABOVE_MAXIMUM: {
    cause: 'A query of your own gave more rows than declared.',
    remedy: 'Run the query over the data to see them.',
  },
  SQL_INVALID: {
    cause: 'The query is not one SELECT over the tables of the gate, or tries to access something else.',
    remedy: 'Correct the query; it sees the tables of the gate, and no file, network, extension or setting.',
  },
  CHECK_TIMED_OUT: {
    cause: 'The check took longer than it may.',
    remedy: 'Raise its `timeout`, or simplify it.',
  },
  OWN_CHECK_FAILED: {
    cause: 'A command or a custom check of your own found a fault; `observed` has what it says.',
    remedy: 'See what it observed, and its own documentation.',
  },
  OWN_CHECK_INCONCLUSIVE: {
    cause: 'A command or a custom check of your own says that it cannot tell.',
    remedy: 'See what it observed; it may need more rows, or a reference.',
  },
  COMMAND_FAILED: {
    cause:
      'The program could not be started, ended with another status than 0 or by a signal, or took too much memory.',
    remedy:
      'Read what it said (`data.faults` of `tidegate check --json`). Only what `files` and `run` name is there when it runs.',
  },
  COMMAND_OUTPUT_INVALID: {
    cause: 'The program wrote something else than one JSON document with 1 to 100 findings, of 32 KB at most.',
    remedy:
      'Print only the findings to standard output, everything else to standard error. A pass needs a finding too.',
  },
  CUSTOM_CHECK_UNKNOWN: {
    cause: 'No module that was given registers a custom check of this name and version.',
    remedy: 'Name its file by `module`, or by `--checks` of `tidegate check`.',
  },
  CUSTOM_CHECK_FAULTY: {
    cause: 'A custom check threw, or returned something other than measures and a finding.',
    remedy: 'Correct its module; `tidegate check` with the same rows says what was wrong.',
  },
  CUSTOM_MODULE_INVALID: {
    cause: 'A module of custom checks cannot be loaded, or its default export is no list of custom checks.',
    remedy:
      'Export a list of what `defineCheck` of `tidegate/checks` gives; it imports that and what Node has, and nothing else.',
  },
  PATTERN_INVALID: {
    cause: 'The declared pattern is not valid in RE2, which has no look-around and no back-references.',
    remedy: 'Write the pattern without them: see https://github.com/google/re2/wiki/Syntax.',
  },
  CONTRACT_MISSING: {
    cause: 'The check compares with a contract, and neither it nor its source has one.',
    remedy: 'Name the columns in the check, or give the source a `contract`.',
  },
  ENGINE_EXHAUSTED: {
    cause: 'The engine ran out of memory or of disk space.',
    remedy: 'Give it more (`--memory`, space in the folder for temporary files), or check fewer columns at once.',
  },
  DATA_UNREADABLE: {
    cause: 'The files are not what their format says: cut off, ragged, in another encoding, or of several shapes.',
    remedy: 'Write the file anew, as UTF-8 where it is text; the message says what was found.',
  },
  DRIFT_ABOVE_MAXIMUM: {
    cause: 'The distribution differs from the reference by more than declared.',
    remedy: 'Compare the bins in the report.',
  },
  SAMPLE_TOO_SMALL: {
    cause: 'There are too few rows to tell.',
    remedy: 'Wait for more data, or lower `minRows` knowingly.',
  },
  REFERENCE_MISSING: {
    cause: 'There is nothing yet to compare with.',
    remedy: 'Nothing to do until a reference exists.',
  },
  CHECK_ERROR: { cause: 'The engine could not run the check.', remedy: 'Look at the evidence; run the gate again.' },
  CHECK_PASSED: { cause: 'The check found what it expects.', remedy: 'Nothing to do.' },
} as const satisfies Meanings;
