import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Digest } from '#contracts/digest.ts';
import { problemOf, TidegateError } from '#contracts/problem.ts';

/** A body above the limit of its route. */
export class BodyTooLarge extends TidegateError {
  /** In bytes. */
  readonly limit: number;
  constructor(limit: number, code: 'BODY_TOO_LARGE' | 'ARRIVAL_TOO_LARGE' = 'BODY_TOO_LARGE') {
    super({ ...problemOf(code, `the body is larger than ${limit} bytes`), expected: `at most ${limit} bytes` });
    this.name = 'BodyTooLarge';
    this.limit = limit;
  }
}

/** The bytes of a whole body, kept in memory, whose length is known to be within the limit or is not given; throws `ARRIVAL_TOO_LARGE`, and `ARRIVAL_MALFORMED` where it breaks off. */
export async function wholeBody(c: Context, limit: number): Promise<Buffer> {
  const length = c.req.header('content-length');
  try {
    // Read at once where its length is known: a web stream costs more than all else about a small event.
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

/** How many bytes a body may come to, before any of it is read: what its length says, else the limit of its route. */
export function bodyBytes(c: Context, limit: number): number {
  const length = Number(c.req.header('content-length') ?? limit);
  if (length > limit) throw new BodyTooLarge(limit, 'ARRIVAL_TOO_LARGE');
  return length;
}

/** The text of a body, which must be UTF-8. */
export function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new TidegateError({ ...problemOf('ARRIVAL_MALFORMED', 'the body is not UTF-8'), expected: 'UTF-8' });
}

/** A body's bytes as they come; throws `BODY_TOO_LARGE` as soon as they are known to be more than `limit`. */
export async function* bounded(
  body: ReadableStream<Uint8Array> | null,
  announced: number,
  limit: number,
): AsyncGenerator<Uint8Array> {
  if (announced > limit) throw new BodyTooLarge(limit);
  let bytes = 0;
  // What is left when the reading breaks off stays readable: see `readRest`.
  for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw new BodyTooLarge(limit);
    yield chunk;
  }
}

const restBytes = 64 * 1_024 * 1_024;
const restMs = 5_000;

/**
 * Reads what is left of a body that was given up, within bounds: a connection that is closed on a sender who still sends may
 * take the answer with it.
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
    // The sender is gone.
  } finally {
    clearTimeout(late);
  }
}

/** The same bytes; throws `ARTIFACT_DIGEST_MISMATCH` after the last of them where they are not those of the digest. */
export async function* matching(bytes: AsyncIterable<Uint8Array>, expected: Digest): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  compareDigest(`sha256:${hash.digest('hex')}`, expected);
}

/** Throws `ARTIFACT_DIGEST_MISMATCH` where bytes are not those that `Content-Digest` states. */
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
 * The SHA-256 that a `Content-Digest` header states; other algorithms are passed over.
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
