import { z } from 'zod';
import type { PinnedFile } from '../pinned-file.ts';
import { Size } from '../size.ts';
import { PositiveDuration } from '../time.ts';
import { common } from './options.ts';

/** A query that gives the rows at fault. Tables are called as the sources; in a gate of its own file `data` and `reference`. */
export const Sql = z.strictObject({
  ...common,
  /** What the report calls it. */
  name: z.string().min(1).max(200).optional(),
  /** One SELECT, in DuckDB's SQL: it reaches no file, no network, no extension and no setting. */
  query: z.string().min(1).max(20_000),
  /** How many rows it may give. */
  max: z.number().int().min(0).default(0),
  timeout: PositiveDuration.default(60_000),
});

const Word = z
  .string()
  .max(4_000)
  .refine((text) => !text.includes('\0'), 'expected a text without a null character');

const unpinned: readonly PinnedFile[] = [];

/** A user's program: it reads from standard input which rows to check, and writes findings to standard output. */
export const Command = z
  .strictObject({
    ...common,
    /** What the report calls it. */
    name: z.string().min(1).max(200).optional(),
    /** The program and its arguments, started without a shell. */
    run: z
      .array(Word)
      .min(1)
      .max(100)
      .refine(([program]) => program !== '', 'expected a program first'),
    /** Files and folders that it is made of, from the folder of the gate: what is not named is not there when it runs. */
    files: z.array(Word.min(1)).max(100).default([]),
    timeout: PositiveDuration.default(60_000),
    /** What each of its processes may take. */
    memory: Size.default(1_000_000_000),
  })
  .transform((options) => ({
    ...options,
    /** Its files with their digests; absent until they were read. */
    pinned: unpinned,
  }));
export type Command = z.infer<typeof Command>;

/** `name@version` */
export const CustomName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9.-]{0,99}@[A-Za-z0-9][A-Za-z0-9.+-]{0,49}$/, 'expected name@version');

/** A user's check in TypeScript or JavaScript. */
export const Custom = z
  .strictObject({
    ...common,
    check: CustomName,
    /** The file that registers it, from the folder of the gate; `tidegate check --checks` may name it in its place. */
    module: Word.min(1).optional(),
    /** What the check itself declares. */
    options: z.record(z.string(), z.json()).default({}),
    timeout: PositiveDuration.default(60_000),
  })
  .transform((options) => ({
    ...options,
    /** Its module with its digest; absent until it was read. */
    pinned: unpinned,
  }));
export type Custom = z.infer<typeof Custom>;
