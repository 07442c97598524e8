import { form, kind } from './kind.ts';
import { code, names, number } from './parts.ts';
import { window } from './subjects.ts';

/** Windows in a row that the watermark passed and nothing touched; about the first. Times in epoch milliseconds. */
export const windowDecision = kind('window', {
  empty: form(window, { code: code('WINDOW_EMPTY'), numbers: names({ count: number, start: number, end: number }) }),
});
