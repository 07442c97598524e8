import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

/** Whether an error says that a file or folder is not there. */
export const isMissing = (error: unknown): boolean => isSystemError(error) && error.code === 'ENOENT';

/** Whether an error says that a file is there already. */
export const isPresent = (error: unknown): boolean => isSystemError(error) && error.code === 'EEXIST';

/** Runs an operation on the store's files; the operating system's refusals become `STORE_UNAVAILABLE`. */
export async function storing<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const observed = cause.code ?? 'unknown';
    const message = `the artifact store refused the operation (${observed})`;
    throw new TidegateError({ code: 'STORE_UNAVAILABLE', message, observed }, { cause });
  }
}

export const missing = (digest: Digest): TidegateError =>
  new TidegateError({
    code: 'ARTIFACT_MISSING',
    message: `the store has no artifact ${digest}`,
    expected: digest,
  });

export const mismatch = (expected: Digest, observed: Digest): TidegateError =>
  new TidegateError({
    code: 'ARTIFACT_DIGEST_MISMATCH',
    message: `the stored bytes of ${expected} have changed`,
    expected,
    observed,
  });

export const unreadable = (digest: Digest, reason: string): TidegateError =>
  new TidegateError({
    code: 'ARTIFACT_UNREADABLE',
    message: `the artifact ${digest} is not of the expected shape: ${reason}`,
  });
