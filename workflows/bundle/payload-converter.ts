import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { sha256 } from '#domain/digest.ts';

/** What a handler gets for a payload that no converter understands. */
export interface Undecodable {
  readonly undecodable: true;
  readonly digest: string;
}

/** Marks a payload of which only the digest is kept. */
export const undecodable = ({ data }: Payload): Undecodable => ({
  undecodable: true,
  digest: sha256(data ?? new Uint8Array()),
});

/**
 * Decodes whatever arrives: a throw here would fail the workflow task before any handler ran, for ever. Handlers parse what
 * they get, and refuse an {@link Undecodable} by a decision.
 */
class TotalPayloadConverter implements PayloadConverter {
  toPayload<T>(value: T): Payload {
    return defaultPayloadConverter.toPayload(value);
  }

  fromPayload<T>(payload: Payload): T {
    try {
      const value = defaultPayloadConverter.fromPayload<T>(payload);
      if (isOrdinary(value, { parts: mostParts }, mostDeep)) return value;
    } catch {
      // Falls through: what cannot be decoded is marked, whatever the reason.
    }
    return undecodable(payload) as T;
  }
}

/** Deepest nesting accepted. Our values need less than half of it; far deeper ones would overflow the stack. */
const mostDeep = 64;
/** Most parts accepted in one value. Ours have fewer; hashing far larger ones would exceed the time of a workflow task. */
const mostParts = 250_000;

/**
 * Whether a value can be hashed, and within reason. Bytes, half surrogate pairs and numbers that are not finite, which JSON may
 * spell, have no canonical JSON.
 */
function isOrdinary(value: unknown, left: { parts: number }, depth: number): boolean {
  left.parts -= 1;
  if (left.parts < 0) return false;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0 || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) return value.every((part) => isOrdinary(part, left, depth - 1));
  return Object.entries(value).every(([key, part]) => key.isWellFormed() && isOrdinary(part, left, depth - 1));
}

export const payloadConverter = new TotalPayloadConverter();
