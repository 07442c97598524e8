import type { CodeName } from '#contracts/codes.ts';

/**
 * What the exit status of every command means.
 *
 * | status | meaning |
 * |---|---|
 * | 0 | done, or the answer is yes |
 * | 1 | the answer is no: refused, not equal, not balanced |
 * | 2 | wrong use, or a spec with problems |
 * | 3 | there is no such pipeline, model, run or file |
 * | 4 | something that is needed does not answer: Temporal, a worker, the gateway, the store, the catalog |
 * | 5 | a defect in Tidegate |
 */
export const exitCodes = { ok: 0, no: 1, usage: 2, notFound: 3, unavailable: 4, defect: 5 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const kinds: Partial<Record<CodeName, keyof typeof exitCodes>> = {
  USAGE: 'usage',
  SPEC_UNREADABLE: 'usage',
  SPEC_KEY_UNKNOWN: 'usage',
  SPEC_VALUE_INVALID: 'usage',
  SPEC_REFERENCE_DANGLING: 'usage',
  SPEC_WINDOW_IMPOSSIBLE: 'usage',
  SPEC_CHANGE_REFUSED: 'usage',
  SPEC_BOUNDARY_REFUSED: 'usage',
  LATE_EVERY_WALL_TIME: 'usage',
  CONTRACT_BREAKING: 'usage',
  ARRIVAL_MALFORMED: 'usage',
  ARRIVAL_TIME_REVERSED: 'usage',
  SOURCE_UNKNOWN: 'usage',
  MACHINE_INCOMPLETE: 'usage',
  CUSTOM_MODULE_INVALID: 'usage',
  NOT_FOUND: 'notFound',
  PIPELINE_UNKNOWN: 'notFound',
  PIPELINE_REMOVED: 'notFound',
  PIPELINE_RENAMED: 'notFound',
  PARTITION_UNKNOWN: 'notFound',
  ARTIFACT_MISSING: 'notFound',
  TEMPORAL_UNAVAILABLE: 'unavailable',
  WORKER_UNAVAILABLE: 'unavailable',
  GATEWAY_UNAVAILABLE: 'unavailable',
  STORE_UNAVAILABLE: 'unavailable',
  CATALOG_UNAVAILABLE: 'unavailable',
  STREAM_BACKLOGGED: 'unavailable',
  INTERNAL: 'defect',
};

/** The only place that maps codes to exit statuses. Codes without an entry here get the status 1, "no". */
export const exitCodeOf = (code: CodeName): ExitCode => exitCodes[kinds[code] ?? 'no'];
