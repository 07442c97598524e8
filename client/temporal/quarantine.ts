import type { Client } from '@temporalio/client';
import type { RulingRequest } from '#contracts/quarantine.ts';
import { type QuarantineAnswer, resolveQuarantineUpdate } from '#workflows/stream/messages.ts';
import { within } from './connect.ts';

const answerMs = 60_000;

/** Sends a person's ruling on quarantined rows to the stream that owns their window. */
export const rule = (client: Client, stream: string, request: RulingRequest): Promise<QuarantineAnswer> =>
  within(client, answerMs, () =>
    client.workflow.getHandle(stream).executeUpdate(resolveQuarantineUpdate, { args: [request] }),
  );
