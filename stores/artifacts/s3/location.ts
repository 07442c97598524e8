import { TidegateError } from '#contracts/problem.ts';

/** A place in an S3 bucket. */
export interface S3Location {
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
}

/**
 * Reads `s3://bucket/prefix`. Throws a {@link TidegateError} with the code `USAGE` for anything else.
 *
 * @param path the option or variable that named it
 */
export function s3Location(text: string, path: string): S3Location {
  const [, bucket, rest = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? [];
  const parts = rest.replace(/\/$/, '').split('/');
  if (bucket === undefined || (rest !== '' && parts.some((part) => ['', '.', '..'].includes(part)))) {
    const expected = 's3://bucket or s3://bucket/prefix';
    throw new TidegateError({ code: 'USAGE', message: `${path} cannot be used`, path, observed: text, expected });
  }
  return { bucket, prefix: rest === '' ? '' : `${parts.join('/')}/` };
}
