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
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      const undecodable: Undecodable = { undecodable: true, digest: sha256(payload.data ?? new Uint8Array()) };
      return undecodable as T;
    }
  }
}

export const payloadConverter = new TotalPayloadConverter();
