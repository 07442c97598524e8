import type { Meanings } from './meaning.ts';

/** Codes about specs: what is wrong with one, and what came into force. */
export const spec = {
  SPEC_APPLIED: { cause: 'A spec came into force.', remedy: 'Nothing to do.' },
  SPEC_UNCHANGED: { cause: 'The spec is the one in force.', remedy: 'Nothing to do.' },
  SPEC_UNREADABLE: { cause: 'The file is missing or not YAML.', remedy: 'Correct the line that is named.' },
  SPEC_KEY_UNKNOWN: {
    cause: 'The spec has a key that the schema does not know.',
    remedy: 'Use the key that is suggested, or remove it.',
  },
  SPEC_VALUE_INVALID: { cause: 'A value is not what the schema expects.', remedy: 'See what was expected.' },
  SPEC_REFERENCE_DANGLING: {
    cause: 'The spec names something that it does not declare.',
    remedy: 'Use the name that is suggested.',
  },
  SPEC_WINDOW_IMPOSSIBLE: {
    cause: "The window's size, period and offset do not fit.",
    remedy: 'Keep 0 < period ≤ size and |offset| < period.',
  },
  SPEC_CHANGE_REFUSED: {
    cause: 'The change would alter partitions or labels of a running pipeline.',
    remedy: 'Leave these as they are, or use another name.',
  },
  SPEC_BOUNDARY_REFUSED: {
    cause: 'The changed windows, sources or gates cannot take effect at the window that was named.',
    remedy:
      'Name a window that begins by both specs and is not published, or none: then it is the first that has not fired.',
  },
  SPEC_FROM_WINDOW: {
    cause: 'A changed spec decides the windows from this one on; earlier windows keep the spec before.',
    remedy: 'Nothing to do.',
  },
  SPEC_POSTPONED: {
    cause:
      'A changed spec must wait: the window that was named has fired, or too many earlier specs still have open windows.',
    remedy: 'Nothing to do: it decides from the first window on that has not fired.',
  },
  CONTRACT_BREAKING: {
    cause: 'Data that an earlier contract of the source allows may violate the new one.',
    remedy: 'See the list of breaks: add columns as optional, widen types and values, and keep the rest.',
  },
  CONTRACT_COLUMN_REMOVED: {
    cause: 'The new contract lacks a column that the earlier one has.',
    remedy: 'Keep the column; it may become optional.',
  },
  CONTRACT_COLUMN_REQUIRED: {
    cause: 'A column is required for which earlier data may have no value.',
    remedy: 'Leave it optional.',
  },
  CONTRACT_TYPE_CHANGED: {
    cause: 'A column has another logical type; only integer may become number.',
    remedy: 'Keep the type, and add a column of the new one.',
  },
  CONTRACT_KEY_CHANGED: {
    cause: 'Other columns are the primary key.',
    remedy: 'Keep the key, or declare another source.',
  },
  CONTRACT_UNIT_CHANGED: {
    cause: 'The unit of a column, once declared, is another one or is gone.',
    remedy: 'Keep the unit, and add a column in the new one.',
  },
  CONTRACT_VALUES_NARROWED: {
    cause: 'A constraint excludes values that the earlier contract allows.',
    remedy: 'Keep the constraint as it was, or make it wider.',
  },
} as const satisfies Meanings;
