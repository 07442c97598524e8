import { extname } from 'node:path';
import type { Format } from '#contracts/arrival.ts';
import { TidegateError } from '#contracts/problem.ts';

const formats: Readonly<Record<string, Format>> = { parquet: 'parquet', csv: 'csv', ndjson: 'ndjson', jsonl: 'ndjson' };

/** The format that a file's name tells; `ARTIFACT_UNREADABLE` where it tells none. */
export function formatOfName(path: string): Format {
  const ending = extname(path).slice(1).toLowerCase();
  const format = formats[ending];
  if (format !== undefined) return format;
  throw new TidegateError({
    code: 'ARTIFACT_UNREADABLE',
    message: `the name does not tell its format`,
    observed: path,
    expected: Object.keys(formats)
      .map((one) => `.${one}`)
      .join(', '),
  });
}
