import type { Meanings } from './meaning.ts';

/** Codes of the programs around the workflows. */
export const operation = {
  PIPELINE_BUSY: {
    cause: 'Trainings, promotions or backfills of the pipeline are under way.',
    remedy:
      'Wait for them, or remove it with `--now`: promotions are aborted, and models in training are not promoted.',
  },
  PIPELINE_EXISTS: { cause: 'A pipeline of this name runs.', remedy: 'Choose another name.' },
  USAGE: { cause: 'The command was called wrongly.', remedy: 'See `--help`.' },
  NOT_FOUND: { cause: 'There is no such thing.', remedy: 'Check the name; the nearest one is suggested.' },
  METHOD_UNSUPPORTED: {
    cause: 'The route does not take this HTTP method.',
    remedy: 'Use one of the methods that `Allow` names.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    cause: 'The route does not take a body of this content type.',
    remedy: 'Send the content type that was expected.',
  },
  BODY_TOO_LARGE: {
    cause: 'The request body is above the limit of its route.',
    remedy: 'Split the file, or raise the limit of the gateway.',
  },
  UNAUTHENTICATED: {
    cause: 'The request has no token or signature that the gateway knows.',
    remedy: 'Send a token of the access file, or sign the request again: a signature holds for five minutes.',
  },
  FORBIDDEN: {
    cause: 'The access file does not allow this to the caller.',
    remedy: 'Ask who runs the gateway for access.',
  },
  GATEWAY_BUSY: {
    cause: 'The gateway holds as many bodies of requests as its memory allows.',
    remedy: 'Send again after `Retry-After`.',
  },
  TEMPORAL_UNAVAILABLE: {
    cause: 'Temporal does not answer.',
    remedy: 'Start it (`tidegate dev` does, with all else), or check TEMPORAL_ADDRESS.',
  },
  STORE_UNAVAILABLE: {
    cause: 'The artifact store cannot be written or read.',
    remedy: 'Check the disk and its permissions.',
  },
  WORKER_UNAVAILABLE: { cause: 'No worker answered in time.', remedy: 'Start a worker, then try again.' },
  GATEWAY_UNAVAILABLE: { cause: 'The gateway does not answer.', remedy: 'Start it, or check TIDEGATE_GATEWAY_URL.' },
  CATALOG_UNAVAILABLE: {
    cause: 'The catalog does not answer.',
    remedy: 'Start it. Decisions are made meanwhile, and are written to the catalog later.',
  },
  MACHINE_INCOMPLETE: { cause: 'The machine lacks a program that is needed.', remedy: 'Install what is named.' },
  REPLAY_DIVERGED: {
    cause: 'A history does not give the decisions that were recorded.',
    remedy: 'Do not deploy this code; find the change.',
  },
  RUN_ENDED_UNSEALED: {
    cause: 'A run was ended from outside, so no result seals its decision log.',
    remedy: 'Find out who ended it; the archive sealed what there is.',
  },
  RUN_ARCHIVED: { cause: 'A closed run was exported, replayed and confirmed.', remedy: 'Nothing to do.' },
  LEDGER_UNBALANCED: {
    cause: 'Rows received and rows accounted for differ.',
    remedy: 'This is a defect: keep the history and report it.',
  },
  INTERNAL: { cause: 'A defect in Tidegate.', remedy: 'Report it with the log.' },
} as const satisfies Meanings;
