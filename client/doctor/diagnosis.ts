import type { CodeName } from '#contracts/codes.ts';

/** `warn`: it works now, but may stop working. */
export type State = 'ok' | 'warn' | 'fail';

/** The result of examining one thing that Tidegate needs. */
export interface Diagnosis {
  /** The name of the thing, in a word or two. */
  readonly what: string;
  readonly state: State;
  readonly observed: string;
  /** A command to type, if the state is not `ok`. */
  readonly fix?: string;
  /** The code of the problem, if the thing could not be examined. */
  readonly code?: CodeName;
}

export type Found = Omit<Diagnosis, 'what'>;

/** How to examine one thing. */
export interface Examination {
  readonly what: string;
  /** The code to use if the thing does not answer in time, or fails in an unknown way. */
  readonly code: CodeName;
  /** May throw a problem. */
  look(): Promise<Found>;
}

export const well = (observed: string): Found => ({ state: 'ok', observed });
export const warning = (observed: string, fix: string): Found => ({ state: 'warn', observed, fix });
export const failing = (observed: string, fix: string): Found => ({ state: 'fail', observed, fix });
