import type { Client } from '@temporalio/client';
import type { RulingRequest } from '#contracts/quarantine.ts';
import { type QuarantineAnswer, resolveQuarantineUpdate } from '#workflows/stream/messages.ts';
import { within } from './connect.ts';

const answerMs = 60_000;

/** Tells the stream of a window what a person says of rows that its gate set aside. */
export const rule = (client: Client, stream: string, request: RulingRequest): Promise<QuarantineAnswer> =>
  within(client, answerMs, () =>
    client.workflow.getHandle(stream).executeUpdate(resolveQuarantineUpdate, { args: [request] }),
  );
