import { z } from 'zod';
import { carriesCredentials } from './uri.ts';

/** Where events are posted to. */
export const ReceiverUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
  .refine((url) => !carriesCredentials(url), 'expected a URL without user, password or signature');
