import type { z } from 'zod';

/** A program of the worker: a process of its own that is asked one thing, answers in lines of JSON, and ends. */
export interface Program<Request extends z.ZodType, Answer extends z.ZodType> {
  /** Its folder beside this file, which holds its `main.ts`. */
  readonly name: 'measure' | 'profile' | 'rebuild' | 'replay' | 'restore' | 'schedule';
  readonly request: Request;
  /** Of each line, where it is no problem. */
  readonly answer: Answer;
}
