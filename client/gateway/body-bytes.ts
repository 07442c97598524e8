import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Digest } from '#contracts/digest.ts';
import { problemOf, TidegateError } from '#contracts/problem.ts';

/** Thrown for a body larger than its route's limit. */
export class BodyTooLarge extends TidegateError {
  /** The limit in bytes. */
  readonly limit: number;
  constructor(limit: number, code: 'BODY_TOO_LARGE' | 'ARRIVAL_TOO_LARGE' = 'BODY_TOO_LARGE') {
    super({ ...problemOf(code, `the body is larger than ${limit} bytes`), expected: `at most ${limit} bytes` });
    this.name = 'BodyTooLarge';
    this.limit = limit;
  }
}

/**
 * Reads a whole body into memory. The caller has checked `Content-Length`, if there is one, against the limit. Throws
 * `ARRIVAL_TOO_LARGE`, or `ARRIVAL_MALFORMED` if the body ends early.
 */
export async function wholeBody(c: Context, limit: number): Promise<Buffer> {
  const length = c.req.header('content-length');
  try {
    // With a known length the body is read in one call: for a small event, a web stream would cost more than all other
    // work.
    if (length !== undefined && c.req.header('transfer-encoding') === undefined)
      return Buffer.from(await c.req.arrayBuffer());
    const chunks: Uint8Array[] = [];
    for await (const chunk of bounded(c.req.raw.body, 0, limit)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof BodyTooLarge) throw new BodyTooLarge(limit, 'ARRIVAL_TOO_LARGE');
    throw new TidegateError(problemOf('ARRIVAL_MALFORMED', 'the body broke off before its end'), { cause: error });
  }
}

/**
 * The number of bytes to reserve before a body is read: its `Content-Length`, or the route's limit without one. Throws
 * `ARRIVAL_TOO_LARGE`.
 */
export function bodyBytes(c: Context, limit: number): number {
  const length = Number(c.req.header('content-length') ?? limit);
  if (length > limit) throw new BodyTooLarge(limit, 'ARRIVAL_TOO_LARGE');
  return length;
}

/** Decodes a body as UTF-8; throws `ARRIVAL_MALFORMED` if it is not. */
export function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new TidegateError({ ...problemOf('ARRIVAL_MALFORMED', 'the body is not UTF-8'), expected: 'UTF-8' });
}

/** Yields a body's bytes as they arrive. Throws `BODY_TOO_LARGE` as soon as there are more than `limit`. */
export async function* bounded(
  body: ReadableStream<Uint8Array> | null,
  announced: number,
  limit: number,
): AsyncGenerator<Uint8Array> {
  if (announced > limit) throw new BodyTooLarge(limit);
  let bytes = 0;
  // `preventCancel` keeps the rest of the body readable after an error, for `readRest`.
  for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw new BodyTooLarge(limit);
    yield chunk;
  }
}

const restBytes = 64 * 1_024 * 1_024;
const restMs = 5_000;

/**
 * Reads and drops the rest of a refused body, within limits. If the connection were closed while the sender still
 * sends, the sender might never see the answer.
 */
export async function readRest(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null) return;
  const reader = body.getReader();
  const late = setTimeout(() => void reader.cancel().catch(() => undefined), restMs);
  try {
    for (let bytes = 0; bytes <= restBytes; ) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
    }
  } catch {
    // The sender closed the connection.
  } finally {
    clearTimeout(late);
  }
}

/**
 * Passes bytes through. Throws `ARTIFACT_DIGEST_MISMATCH` after the last one if they do not have the expected digest.
 */
export async function* matching(bytes: AsyncIterable<Uint8Array>, expected: Digest): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  compareDigest(`sha256:${hash.digest('hex')}`, expected);
}

/** Throws `ARTIFACT_DIGEST_MISMATCH` if the received bytes do not have the digest that `Content-Digest` states. */
export function compareDigest(observed: Digest, expected: Digest): void {
  if (observed === expected) return;
  throw new TidegateError({
    code: 'ARTIFACT_DIGEST_MISMATCH',
    message: 'the bytes that came are not those of `Content-Digest`',
    path: 'content-digest',
    observed,
    expected,
    remedy: 'Send the same again.',
  });
}

/**
 * The SHA-256 in a `Content-Digest` header; undefined if it states only other algorithms. Throws
 * `ARTIFACT_DIGEST_MISMATCH` if the value has the wrong length.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9530
 */
export function statedDigest(header: string | undefined): Digest | undefined {
  if (header === undefined) return undefined;
  const value = /(?:^|,)\s*sha-256\s*=\s*:([^:]*):/i.exec(header)?.[1];
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 32) return `sha256:${bytes.toString('hex')}`;
  const problem = {
    code: 'ARTIFACT_DIGEST_MISMATCH',
    message: '`Content-Digest` is not a SHA-256',
    path: 'content-digest',
  } as const;
  throw new TidegateError({ ...problem, expected: 'sha-256=:<44 characters of base64>:' });
}
