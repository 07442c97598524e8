import { S3ServiceException } from '@aws-sdk/client-s3';
import { present } from '#contracts/present.ts';
import { TidegateError } from '#contracts/problem.ts';

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

/** Whether the store says that there is no such object. That a bucket is missing is another matter. */
export const isAbsent = (error: unknown): boolean =>
  statusOf(error) === 404 && error instanceof Error && error.name !== 'NoSuchBucket';

/** Whether the store says that a conditional write found something there. */
export const isTaken = (error: unknown): boolean => statusOf(error) === 412;

/** Whether the store asks to write again, for another conditional write was under way. */
export const isContended = (error: unknown): boolean => statusOf(error) === 409;

/** Runs an operation on the bucket; whatever the store or the network refuses becomes `STORE_UNAVAILABLE`. */
export async function reaching<T>(bucket: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    throw unavailable(bucket, cause);
  }
}

/** The same for a stream. */
export async function* reachingEach<T>(bucket: string, pieces: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pieces;
  } catch (cause) {
    throw unavailable(bucket, cause);
  }
}

function unavailable(bucket: string, cause: unknown): unknown {
  if (cause instanceof TidegateError) return cause;
  const observed = nameOf(cause);
  const remedy = remedies[observed];
  return new TidegateError(
    {
      code: 'STORE_UNAVAILABLE',
      message: `the artifact store refused the operation on the bucket ${bucket} (${observed})`,
      observed,
      ...present({ remedy }),
    },
    { cause },
  );
}

/** The code of S3 or of the operating system; a refused `HEAD` has only the status. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  const status = statusOf(error);
  return status !== undefined && ['NotFound', 'Unknown', 'UnknownError'].includes(error.name)
    ? `HTTP ${status}`
    : error.name;
}

const remedies: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SHARED_CREDENTIALS_FILE.',
  NoSuchBucket: 'Make the bucket, or correct TIDEGATE_ARTIFACTS.',
  'HTTP 404': 'Make the bucket, or correct TIDEGATE_ARTIFACTS.',
  ECONNREFUSED: 'Start the store, or correct AWS_ENDPOINT_URL_S3.',
  ENOTFOUND: 'Correct AWS_ENDPOINT_URL_S3.',
};
