import type { ModelCheck } from '#contracts/check.ts';

/** The options of the model check of one name. */
export type ModelOptions<Name extends string> =
  Extract<ModelCheck, Record<Name, unknown>> extends Record<Name, infer Options> ? Options : never;
