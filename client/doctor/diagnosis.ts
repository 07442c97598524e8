import type { CodeName } from '#contracts/codes.ts';

/** `warn`: it works, and will not for ever. */
export type State = 'ok' | 'warn' | 'fail';

/** What was found of one thing that Tidegate needs. */
export interface Diagnosis {
  /** What was looked at, in a word or two. */
  readonly what: string;
  readonly state: State;
  readonly observed: string;
  /** Where it stands otherwise than `ok`: a command to type. */
  readonly fix?: string;
  /** Of what could not be looked at. */
  readonly code?: CodeName;
}

export type Found = Omit<Diagnosis, 'what'>;

/** One thing to look at. */
export interface Examination {
  readonly what: string;
  /** Of what does not answer in time, or not in a known way. */
  readonly code: CodeName;
  /** May throw a problem. */
  look(): Promise<Found>;
}

export const well = (observed: string): Found => ({ state: 'ok', observed });
export const warning = (observed: string, fix: string): Found => ({ state: 'warn', observed, fix });
export const failing = (observed: string, fix: string): Found => ({ state: 'fail', observed, fix });
