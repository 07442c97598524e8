import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TidegateError } from '#contracts/problem.ts';

const Crash = z.object({
  at: z.number(),
  what: z.string(),
  victim: z.string(),
  seed: z.union([z.number(), z.string()]).optional(),
});
export type Crash = z.infer<typeof Crash>;

const CatalogCount = z.object({ digest: z.string(), runs: z.number(), decisions: z.number() });

/** What was found out about a run of everything beside its decisions: each member is what a command prints with `--json`. */
export const Facts = z.looseObject({
  replay: z
    .object({
      equal: z.boolean(),
      closed: z.number(),
      open: z.number(),
      unsealed: z.number(),
      diverged: z.number(),
      decisions: z.number(),
    })
    .optional(),
  catalog: z.object({ equal: z.boolean(), live: CatalogCount, rebuilt: CatalogCount }).optional(),
  ledger: z.object({ sound: z.boolean() }).optional(),
  /** The points of a story, each with whether it came true. */
  points: z.array(z.object({ title: z.string(), ok: z.boolean(), detail: z.string().optional() })).optional(),
});
export type Facts = z.infer<typeof Facts>;

/** Reads the facts of a file; none without one. */
export async function readFacts(file: string | undefined): Promise<Facts> {
  if (file === undefined) return {};
  try {
    return Facts.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const message = `the facts in ${file} cannot be used`;
    throw new TidegateError(
      {
        code: 'USAGE',
        message,
        path: '--facts',
        observed: cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause),
      },
      { cause },
    );
  }
}

/** The crashes that a demo made here; none where there was no demo. */
export async function readCrashes(home: string): Promise<Crash[]> {
  const text = await readFile(join(home, 'demo', 'crashes.json'), 'utf8').catch(() => '[]');
  return z.array(Crash).catch([]).parse(JSON.parse(text));
}
