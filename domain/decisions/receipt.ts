import { form, kind } from './kind.ts';
import { code, names, number } from './parts.ts';
import { source } from './subjects.ts';

/** Receipts that the receiver of a source refused for good. */
export const receiptDecision = kind('receipt', {
  undelivered: form(source, {
    code: code('RECEIPT_UNDELIVERED'),
    numbers: names({ receipts: number, status: number.optional() }),
  }),
});
