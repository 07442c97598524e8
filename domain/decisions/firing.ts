import { form, kind, type ReadOf } from './kind.ts';
import { code, names, number } from './parts.ts';
import { window } from './subjects.ts';

const fired = {
  code: code('WATERMARK_PASSED'),
  /** `through`: of arrivals with an ordinal of at most this. Times in epoch milliseconds. */
  numbers: names({ start: number, end: number, pane: number, through: number, watermark: number, arrivals: number }),
};

/** A window is complete, or more came for it: a pane is made. */
export const firingDecision = kind('firing', { 'on-time': form(window, fired), late: form(window, fired) });

/** Such a decision, read back. */
export type ReadFiring = ReadOf<typeof firingDecision>;
