import { z } from 'zod';
import { Code, type CodeName } from '#contracts/codes.ts';
import { Digest } from '#contracts/digest.ts';

/** One of these codes. */
export const code = <const Names extends readonly [CodeName, ...CodeName[]]>(...names: Names) => z.enum(names);

/** Any code of the registry. */
export const anyCode = Code;

export const number = z.number();

/** Numbers by names that are not known here: codes, fates. */
export const counts = z.record(z.string(), z.number());

export const digest = Digest;

export const digests = z.array(Digest);

/** Numbers, or artifacts, by these names and no others. */
export const names = z.strictObject;
