import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { Finding } from '#contracts/finding.ts';
import { jsonIn } from '#contracts/json-text.ts';
import { TidegateError } from '#contracts/problem.ts';

/** What `tidegate check --json` said of a gate before. */
export interface EarlierReport {
  readonly of: string;
  readonly findings: readonly Finding[];
}

const Written = z.looseObject({ gate: z.string(), findings: z.array(Finding) });

/** Reads reports of a gate. Throws `USAGE` for a file that is none, or one of another gate. */
export const readEarlier = (gate: string, files: readonly string[]): Promise<EarlierReport[]> =>
  Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((cause: Error) => {
        throw wrong(file, 'it cannot be read', cause.message, cause);
      });
      const written = Written.safeParse(jsonIn(text));
      if (!written.success) throw wrong(file, 'it is no report of `tidegate check --json`', text.slice(0, 60));
      if (written.data.gate !== gate) throw wrong(file, `it is no report of ${gate}`, written.data.gate);
      return { of: basename(file, '.json'), findings: written.data.findings };
    }),
  );

const wrong = (path: string, message: string, observed: string, cause?: unknown) =>
  new TidegateError(
    {
      code: 'USAGE',
      message: `--history ${path}: ${message}`,
      path: '--history',
      observed,
      expected: 'what `tidegate check --json` printed for this gate',
    },
    { cause },
  );
