import type { Format } from './arrival.ts';

const formats: ReadonlyMap<string, Format> = new Map([
  ['.parquet', 'parquet'],
  ['.csv', 'csv'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
]);

/** The endings of names that tell a file's format. */
export const fileEndings = [...formats.keys()];

/** The format that the name of a file tells by its ending; undefined where it tells none. */
export const formatOfFile = (name: string): Format | undefined =>
  formats.get(/\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? '');
