import { createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';
import type { SecretRefs } from '#contracts/secret-ref.ts';
import type { Environment } from '#contracts/variables.ts';
import { secretAt } from '#stores/webhook-secret.ts';

/** The secrets that some references name; a missing one is an error that may pass, because it may be provided later. */
export function secretsAt(
  refs: z.infer<typeof SecretRefs> | undefined,
  environment: Environment,
): Promise<readonly Buffer[]> {
  return Promise.all(
    [refs ?? []].flat().map(async (ref) => {
      const secret = await secretAt(ref, environment);
      if (typeof secret !== 'string') return secret;
      const message = `\`${ref}\` holds ${secret}, and no webhook secret`;
      throw ApplicationFailure.create({ message, type: 'WEBHOOK_SECRET_MISSING' });
    }),
  );
}

/**
 * The headers of a signed message; of an unsigned one where there is no secret.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookHeaders(
  secrets: readonly Buffer[],
  { id, text, seconds }: { readonly id: string; readonly text: string; readonly seconds: number },
): Record<string, string> {
  const content = `${id}.${seconds}.${text}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
