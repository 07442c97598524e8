import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { sha256 } from '#domain/digest.ts';

/** What a handler gets for a payload that no converter understands. */
export interface Undecodable {
  readonly undecodable: true;
  readonly digest: string;
}

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
      if (isWellFormed(value)) return value;
    } catch {
      // Falls through: what cannot be decoded is marked, whatever the reason.
    }
    const undecodable: Undecodable = { undecodable: true, digest: sha256(payload.data ?? new Uint8Array()) };
    return undecodable as T;
  }
}

/** Lone surrogates are legal in JSON and have no canonical form: a digest of them would throw. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, part]) => key.isWellFormed() && isWellFormed(part));
}

export const payloadConverter = new TotalPayloadConverter();
